// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct NetlinkMessageTests {
    @Test func `a datagram is decoded to all its messages in order`() throws {
        let datagram = Captured.aliasRequest + Captured.deleteRequest + Captured.routeRequest
        let messages = try NetlinkMessage.decodeAll(datagram[...])
        #expect(messages.map(\.type) == [.newLink, .deleteLink, .newRoute])
        #expect(messages.map(\.payload.startIndex) == [16, 76, 108])
        #expect(messages.flatMap(\.encoded) == datagram)
    }

    @Test func `a message is written with its length and its padding`() {
        let message = NetlinkMessage(
            type: .newLink,
            flags: [.request, .acknowledge],
            sequence: 7,
            portID: 9,
            payload: [0xAA, 0xBB, 0xCC, 0xDD, 0xEE]
        )
        #expect(message.encoded == bytes("15000000 10000500 07000000 09000000 AABBCCDD EE000000"))
    }

    @Test func `the last message may lack its padding`() throws {
        let message = try message(bytes("11000000 10000000 00000000 00000000 AA"))
        #expect(Array(message.payload) == [0xAA])
    }

    @Test func `an empty datagram has no messages`() throws {
        #expect(try NetlinkMessage.decodeAll([]).isEmpty)
    }

    @Test(arguments: [
        ("0F000000 10000000 00000000 00000000", "message of length 15, shorter than its header, at byte 0"),
        ("00000000 10000000 00000000 00000000", "message of length 0, shorter than its header, at byte 0"),
        ("14000000 10000000 00000000 00000000", "message payload: has 0 bytes, needs 4, at byte 16"),
        ("FFFFFFFF 10000000 00000000 00000000", "message payload: has 0 bytes, needs 4294967279, at byte 16"),
        ("10000000 10000000 00000000 00000000 100000", "message length: has 3 bytes, needs 4, at byte 16"),
    ])
    func `an impossible length is an error`(hex: String, reason: String) {
        let error = #expect(throws: DecodeError.self) { try NetlinkMessage.decodeAll(bytes(hex)[...]) }
        #expect(error?.description == "decode netlink message: \(reason)")
    }

    @Test func `each message of an interrupted list has the interrupted flag`() throws {
        let message = try message(bytes("14000000 03001200 07000000 91610000 00000000"))
        #expect(message.flags.contains(.dumpInterrupted))
        #expect(message.flags.contains(.multipart))
    }
}
