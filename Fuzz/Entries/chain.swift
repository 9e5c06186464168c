// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// An nf_tables chain.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NFChain.self, bytes(start, count))
}
