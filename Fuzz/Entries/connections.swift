// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A dump request for connections.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: ConnectionRequest.self, bytes(start, count))
}
