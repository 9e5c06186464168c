// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A socket of TCP, UDP or SCTP.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    expectRoundTrip(of: SocketMessage.self, bytes(start, count))
}
