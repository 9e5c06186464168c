// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// A datagram of messages, and the meaning of each for the waiting request.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let messages = try? NetlinkMessage.decodeAll(bytes(start, count)) else { return 0 }
    for message in messages { _ = try? NetlinkReply(message) }
    expectSame(messages, try? NetlinkMessage.decodeAll(messages.flatMap(\.encoded)[...]))
    return 0
}
