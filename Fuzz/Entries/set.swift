// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A set of nf_tables.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NFSet.self, bytes(start, count))
}
