// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

/// The sockets of a namespace, as the kernel lists them.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SocketsTests {
    private let sockets: Sockets

    init() async throws {
        try await Witness(.ofTest)("ip", "link", "set", "lo", "up")
        sockets = Sockets(try NetlinkSocket(.sockets, in: .ofTest))
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `a socket is listed by its protocol, its family, its state and its port`(family: IPFamily) throws {
        let address = try #require(IPAddress(family == .v4 ? "127.0.0.1" : "::1"))
        let peer = try Peer(.udp, in: .ofTest, at: address, port: 5353)
        let found = try sockets.list(.udp)
        #expect(found.map(\.family) == [family])
        let socket = try #require(found.first)
        #expect(socket.local == AddressPort(address, port: 5353))
        #expect(socket.state == .closed)
        #expect(socket.user == getuid())
        #expect(socket.inode != 0)
        #expect(socket.controlGroup != nil)
        // A socket bound to an IPv6 address does not accept IPv4.
        #expect(socket.isIPv6Only == (family == .v4 ? nil : true))
        #expect(try sockets.list(.udp, family: family, states: SocketStates(.closed), port: 5353) == found)
        #expect(try sockets.list(.udp, port: 5354).isEmpty)
        #expect(try sockets.list(.udp, family: family == .v4 ? .v6 : .v4).isEmpty)
        #expect(try sockets.list(.udp, states: SocketStates(.established)).isEmpty)
        #expect(try sockets.list(.tcp).isEmpty)
        withExtendedLifetime(peer) {}
    }

    @Test func `a socket is listed with the values of ss`() async throws {
        let peer = try Peer(.udp, in: .ofTest, at: try #require(IPAddress("127.0.0.1")), port: 5353)
        let socket = try #require(try sockets.list(.udp).first)
        let line = try await Witness(.ofTest)("ss", "-4uanHe")
        #expect(line.contains("127.0.0.1:5353"))
        #expect(line.contains("ino:\(socket.inode) "))
        #expect(line.contains("sk:\(String(socket.cookie, radix: 16)) "))
        withExtendedLifetime(peer) {}
    }
}
