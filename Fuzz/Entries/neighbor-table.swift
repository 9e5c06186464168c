// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// The neighbor settings of a link.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: NeighborTableMessage.self, bytes(start, count))
}
