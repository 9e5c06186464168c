// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// Datagrams that arrive at a reserved port.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct DatagramTests {
    private let site: Site
    private let relay: PortRelay

    init() async throws {
        site = try await Site()
        relay = try .relaying(in: site.host)
        for (address, length) in [("192.0.2.7", 24), ("2001:db8::7", 64)] {
            try await Witness(site.host)("ip", "address", "add", "\(address)/\(length)", "dev", "uplink0", "nodad")
            try await site.client.awaits(address)
        }
    }

    private func publish(_ addresses: [String], to container: String = "10.1.0.2", for clients: [String] = []) throws {
        let clients = AddressSet(try clients.map { try #require(AddressRange($0)) })
        try relay.serve(addresses.map { try .of($0, 8080, to: container, 80, .udp) }, for: clients)
    }

    /// Creates a client with a connected socket, which receives only from the address that it sends to.
    private func client(_ address: String, in namespace: NetworkNamespace) throws -> Socket {
        try Socket.connected(.udp, to: address, 8080, in: namespace)
    }

    private func answer(_ socket: Socket, to text: String, within seconds: Int = 10) throws -> String {
        socket.wait(atMost: seconds)
        do throws(SyscallError) {
            try socket.send(text)
            return String(decoding: try socket.receive(65536), as: UTF8.self)
        } catch {
            return error.number.name
        }
    }

    @Test(
        arguments: ["10.1.0.2", "fd00:1::2"],
        ["192.0.2.1", "192.0.2.7", "2001:db8::1", "2001:db8::7", "127.0.0.1", "127.0.0.9", "::1"]
    )
    func `a reply comes from the address that the client sent to`(container: String, address: String) throws {
        let server = try DatagramServer(at: container, 80, in: site.container)
        try publish(["0.0.0.0", "::"], to: container)
        let isLocal = try #require(IPAddress(address)).isLoopback
        for namespace in isLocal ? [site.host] : [site.host, site.client] {
            #expect(try answer(client(address, in: namespace), to: "ping") == "ping")
        }
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["192.0.2.7", "2001:db8::7"])
    func `a reply comes from the right address if only one family or address is reserved`(address: String) throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        let everywhere = address.contains(":") ? "::" : "0.0.0.0"
        for reserved in [everywhere, address] {
            try publish([reserved])
            #expect(try answer(client(address, in: site.client), to: "ping") == "ping")
            relay.release([try .of(reserved, 8080, .udp)])
        }
        withExtendedLifetime(server) {}
    }

    @Test func `a client of a link-local address gets its reply over its link`() async throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        for (namespace, link, number) in [(site.host, "uplink0", 1), (site.client, "eth0", 2)] {
            try await Witness(namespace)("ip", "address", "add", "fe80::\(number)/64", "dev", link, "nodad")
        }
        try await site.client.awaits("fe80::1%eth0")
        try publish(["0.0.0.0", "::"])
        let script = """
            import socket
            client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            client.settimeout(10)
            client.connect(("fe80::1", 8080, 0, socket.if_nametoindex("eth0")))
            client.send(b"ping")
            print(client.recv(100).decode())
            """
        #expect(try await Witness(site.client)("python3", "-", input: script) == "ping\n")
        withExtendedLifetime(server) {}
    }

    @Test func `each client has its own session`() throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let clients = try (0..<20).map { _ in try client("2001:db8::1", in: site.client) }
        for round in 1...3 {
            for (number, client) in clients.enumerated() { try client.send("\(round).\(number)") }
            for (number, client) in clients.enumerated() {
                #expect(try client.receive() == Array("\(round).\(number)".utf8))
            }
        }
        withExtendedLifetime(server) {}
    }

    @Test func `empty and largest datagrams are relayed`() throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try client("::1", in: site.host)
        #expect(try answer(client, to: "") == "")
        let large = String(repeating: "x", count: 65507)
        #expect(try answer(client, to: large) == large)
        withExtendedLifetime(server) {}
    }

    @Test func `a client that the port does not admit gets no reply`() throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        try publish(["0.0.0.0", "::"], for: ["192.0.2.0/24"])
        #expect(try answer(client("192.0.2.1", in: site.client), to: "ping") == "ping")
        #expect(try answer(client("::1", in: site.host), to: "ping") == "ping")
        #expect(try answer(client("2001:db8::1", in: site.client), to: "ping", within: 1) == "EAGAIN")
        withExtendedLifetime(server) {}
    }

    @Test func `datagrams reach a container that refused earlier ones`() async throws {
        try publish(["::"])
        let client = try client("::1", in: site.host)
        for _ in 1...3 { #expect(try answer(client, to: "early", within: 1) == "EAGAIN") }
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        #expect(try answer(client, to: "ping") == "ping")
        withExtendedLifetime(server) {}
    }

    @Test func `datagrams of an active client reach the new container`() throws {
        let servers = try [
            DatagramServer(at: "10.1.0.2", 80, in: site.container),
            DatagramServer(at: "fd00:1::2", 80, in: site.container),
        ]
        try publish(["::"], to: "10.1.0.2")
        let client = try client("::1", in: site.host)
        #expect(try answer(client, to: "one") == "one")
        servers[0].socket.interrupt()
        try publish(["::"], to: "fd00:1::2")
        #expect(try answer(client, to: "two") == "two")
        withExtendedLifetime(servers) {}
    }

    @Test(arguments: [("192.0.2.1", "10.1.0.2"), ("2001:db8::1", "fd00:1::2")])
    func `a datagram that arrives before the firewall leads to the container is dropped`(
        address: String,
        container: String
    ) throws {
        let server = try DatagramServer(at: container, 80, in: site.container)
        let publications = try ["0.0.0.0", "::"].map { try Publication.of($0, 8080, to: container, 80, .udp) }
        try relay.reserve(publications, for: [])
        let client = try client(address, in: site.client)
        #expect(try answer(client, to: "early", within: 1) == "EAGAIN")
        relay.relay(publications, in: .untranslated)
        #expect(try answer(client, to: "remembered by the kernel", within: 1) == "EAGAIN")
        // No firewall rule leads from ::1.
        #expect(try answer(self.client("::1", in: site.host), to: "ping") == "ping")
        relay.relayEverything(from: publications)
        #expect(try answer(client, to: "ping") == "ping")
        withExtendedLifetime(server) {}
    }

    @Test func `an earlier session ends when the firewall leads to the container, with its pending replies`() throws {
        let server = try Socket(.udp, .v4, in: site.container)
        try server.bind(to: try #require(IPAddress("10.1.0.2")), 80)
        let publications = try [Publication.of("0.0.0.0", 8080, to: "10.1.0.2", 80, .udp)]
        try relay.serve(publications, for: [])
        let client = try client("192.0.2.1", in: site.client)
        try client.send("ping")
        let session = try #require(try server.echoDatagram())
        #expect(try client.receive() == Array("ping".utf8))
        try client.send("slow")
        #expect(try server.receive() == Array("slow".utf8))
        relay.relay(publications, in: .untranslated)
        try server.connect(to: session.address, session.port)
        // The session may have refused an earlier datagram already.
        try? server.send("late")
        #expect(try answer(client, to: "more", within: 1) == "EAGAIN")
    }

    @Test func `a released port sends no replies`() async throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try client("::1", in: site.host)
        #expect(try answer(client, to: "ping") == "ping")
        relay.release([try .of("::", 8080, .udp)])
        try await eventually { try answer(client, to: "ping", within: 1) == "ECONNREFUSED" }
        withExtendedLifetime(server) {}
    }

    @Test func `without free descriptors, the oldest session of a port is displaced`() throws {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        let relay: PortRelay = try .relaying(in: site.host) { $0.descriptors = 2 }
        try relay.serve([.of("::", 8081, to: "10.1.0.2", 80, .udp)], for: [])
        for number in 1...6 {
            let client = try Socket.connected(.udp, to: "::1", 8081, in: site.host)
            #expect(try answer(client, to: "\(number)") == "\(number)")
        }
        withExtendedLifetime(server) {}
    }

    @Test func `an idle session ends, and the next datagram starts another`() async throws {
        let server = try Socket(.udp, .v4, in: site.container)
        try server.bind(to: try #require(IPAddress("10.1.0.2")), 80)
        let relay: PortRelay = try .relaying(in: site.host) { $0.idleTime = .seconds(1) }
        try relay.serve([.of("::", 8081, to: "10.1.0.2", 80, .udp)], for: [])
        let client = try Socket.connected(.udp, to: "::1", 8081, in: site.host)
        try client.send("one")
        let first = try server.echoDatagram()
        #expect(try client.receive() == Array("one".utf8))
        try client.send("two")
        #expect(try server.echoDatagram() == first)
        // Idle sessions are searched once a second.
        try await Task.sleep(for: .seconds(3))
        try client.send("three")
        #expect(try server.echoDatagram() != first)
    }

    @Test func `a port has a limit of clients, and the oldest is displaced`() throws {
        let server = try Socket(.udp, .v4, in: site.container)
        try server.bind(to: try #require(IPAddress("10.1.0.2")), 80)
        let relay: PortRelay = try .relaying(in: site.host) { $0.sessionsPerPort = 2 }
        try relay.serve([.of("::", 8081, to: "10.1.0.2", 80, .udp)], for: [])
        let clients = try (0..<3).map { _ in try Socket.connected(.udp, to: "::1", 8081, in: site.host) }
        var sessions: [SocketAddress] = []
        for number in [0, 1, 0, 2, 0, 1] {
            try clients[number].send("ping")
            sessions.append(try #require(try server.echoDatagram()))
            #expect(try clients[number].receive() == Array("ping".utf8))
        }
        #expect(sessions[2] == sessions[0])
        #expect(sessions[4] == sessions[0])
        #expect(sessions[5] != sessions[1])
    }
}
