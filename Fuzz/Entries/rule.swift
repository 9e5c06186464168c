// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// An nf_tables rule and its expressions.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NFRule.self, bytes(start, count))
}
