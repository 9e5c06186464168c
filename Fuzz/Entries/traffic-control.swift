// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A queueing discipline or a filter.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: TrafficControlMessage.self, bytes(start, count))
}
