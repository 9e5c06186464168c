// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A dump request for sockets.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: SocketRequest.self, bytes(start, count))
}
