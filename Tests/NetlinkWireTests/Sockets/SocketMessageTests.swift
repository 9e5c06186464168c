// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct SocketMessageTests {
    @Test func `a request for sockets equals the request of ss, byte for byte`() throws {
        var all = SocketRequest(family: .v4, transport: .tcp, states: SocketStates(.listening, .closed))
        #expect(try SocketRequest(payload: message(Captured.socketsRequest).payload) == all)
        #expect(datagram(all, sequence: 123_456) == Captured.socketsRequest)
        all.family = .v6
        all.port = 8080
        #expect(try SocketRequest(payload: message(Captured.socketsAtPortRequest).payload) == all)
        #expect(datagram(all, sequence: 7) == Captured.socketsAtPortRequest)
    }

    @Test func `a listening socket has its address, its port, its user and its control group`() throws {
        let read = try SocketMessage(payload: message(Captured.listeningSocket).payload)
        #expect(read.family == .v4)
        #expect(read.state == .listening)
        #expect(read.local == AddressPort(try #require(IPAddress("127.0.0.1")), port: 8080))
        #expect(read.remote == AddressPort(try #require(IPAddress("0.0.0.0")), port: 0))
        #expect(read.interface == 0)
        #expect(read.cookie == 0x1019)
        #expect(read.timer == SocketMessage.Timer())
        #expect((read.receiveQueue, read.sendQueue) == (0, 7))
        #expect(read.user == 0)
        #expect(read.inode == 142_804)
        #expect(read.controlGroup == 272)
        #expect(read.isIPv6Only == nil)
        #expect(read.unknown.map(\.type) == [8, 15, 22])
        #expect(try SocketMessage(payload: read.encoded[...]) == read)
        #expect(read.encoded.count == (try message(Captured.listeningSocket).payload.count))
    }

    @Test func `an IPv6 socket has a flag for IPv6 only`() throws {
        let read = try SocketMessage(payload: message(Captured.listeningSocketOfIPv6).payload)
        #expect(read.family == .v6)
        #expect(read.local == AddressPort(try #require(IPAddress("::")), port: 8080))
        #expect(read.isIPv6Only == true)
        #expect(try SocketMessage(payload: read.encoded[...]) == read)
    }

    @Test func `every state has its bit, and a number without a bit has none`() {
        #expect(SocketStates(.listening).rawValue == 1 << 10)
        #expect(SocketStates(.bound, .closed, .established).rawValue == 1 << 13 | 1 << 7 | 1 << 1)
        #expect(SocketStates(SocketState(rawValue: 32), SocketState(rawValue: 255)).isEmpty)
        #expect(SocketStates.all.isSuperset(of: SocketStates(.bound)))
    }

    @Test func `a family or a protocol outside the Internet is an error with a position`() throws {
        var socket = Array(try message(Captured.listeningSocket).payload)
        socket[0] = 1
        let family = #expect(throws: DecodeError.self) { try SocketMessage(payload: socket[...]) }
        #expect(family?.description == "decode netlink message: sockets of the family 1, at byte 0")
        var request = Array(try message(Captured.socketsRequest).payload)
        request[1] = 1
        let transport = #expect(throws: DecodeError.self) { try SocketRequest(payload: request[...]) }
        #expect(transport?.description == "decode netlink message: sockets of the protocol 1, at byte 1")
    }

    private func datagram(_ request: SocketRequest, sequence: UInt32) -> [UInt8] {
        NetlinkMessage(type: .socket, flags: [.request, .dump], sequence: sequence, payload: request).encoded
    }
}
