// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A TCP, UDP or SCTP socket.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: SocketMessage.self, bytes(start, count))
}
