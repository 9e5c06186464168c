// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// The elements of an nf_tables set.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NFElementList.self, bytes(start, count))
}
