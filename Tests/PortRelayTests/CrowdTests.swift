// SPDX-License-Identifier: Apache-2.0

import Addressing
import InMemoryLogging
import KernelTesting
import LinuxSystem
import Logging
import NetworkModel
import Testing

@testable import PortRelay

/// The limits of one client or one port, and the end of unreachable peers.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct CrowdTests {
    private let site: Site
    private let log = InMemoryLogHandler()

    init() async throws {
        site = try await Site()
        // More addresses of the client: of its own /64, and of another one.
        let client = Witness(site.client)
        for number in 3...9 {
            try await client("ip", "address", "add", "2001:db8::\(number)/64", "dev", "eth0", "nodad")
            try await client("ip", "address", "add", "192.0.2.\(number)/24", "dev", "eth0")
        }
        try await client("ip", "address", "add", "2001:db8:0:1::2/64", "dev", "eth0", "nodad")
        try await Witness(site.host)("ip", "address", "add", "2001:db8:0:1::1/64", "dev", "uplink0", "nodad")
        try await site.client.awaits("2001:db8:0:1::1")
    }

    private func relay(_ change: (inout RelayLimits) -> Void) throws -> PortRelay {
        let logger = Logger(label: "relay") { [log] _ in log }
        let relay: PortRelay = try .relaying(in: site.host, logger: logger, change)
        try relay.serve([.of("0.0.0.0", 8080), .of("::", 8080)], for: [])
        try relay.serve([.of("0.0.0.0", 8081), .of("::", 8081)], for: [])
        return relay
    }

    /// Connects a client with one of these addresses, or on the host; returns whether it is served.
    private func client(_ address: String?, at server: String, _ port: UInt16 = 8080) throws -> (Socket, isServed: Bool)
    {
        let server = try #require(IPAddress(server))
        let socket = try Socket(.tcp, server.family, in: address == nil ? site.host : site.client)
        if let address { try socket.bind(to: try #require(IPAddress(address)), 0) }
        do throws(SyscallError) {
            try socket.connect(to: server, port)
            try socket.send("ping")
            return (socket, try socket.receive() == Array("ping".utf8))
        } catch {
            #expect(["ECONNRESET", "EPIPE"].contains(error.number.name))
            return (socket, false)
        }
    }

    private var causes: [String] {
        log.entries.filter { $0.message == "client refused" }.map { "\($0.metadata["cause"] ?? "")" }
    }

    @Test func `all addresses of an IPv6 prefix of 64 bits share a limit of connections, and others are served`()
        async throws
    {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.streamsPerNetwork = 3 }
        var first = try (2...4).map { try client("2001:db8::\($0)", at: "2001:db8::1") }
        #expect(first.map(\.isServed) == first.map { _ in true })
        // The limit also applies at another port.
        for number in 5...9 {
            #expect(try !client("2001:db8::\(number)", at: "2001:db8::1", number == 5 ? 8081 : 8080).isServed)
        }
        #expect(try client("2001:db8:0:1::2", at: "2001:db8::1").isServed)
        #expect(try client("192.0.2.2", at: "192.0.2.1").isServed)
        #expect(try client(nil, at: "::1").isServed)
        #expect(causes == Array(repeating: "limit of 3 relayed connections per client network reached", count: 2))
        // A closed connection makes room.
        first.removeFirst()
        try await eventually { try client("2001:db8::9", at: "2001:db8::1").isServed }
        withExtendedLifetime((server, relay, first)) {}
    }

    @Test func `an IPv4 address has a limit of connections, and its neighbors are served`() throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.streamsPerNetwork = 2 }
        let first = try (0..<2).map { _ in try client("192.0.2.2", at: "192.0.2.1") }
        #expect(first.map(\.isServed) == first.map { _ in true })
        #expect(try !client("192.0.2.2", at: "192.0.2.1").isServed)
        for number in 3...9 { #expect(try client("192.0.2.\(number)", at: "192.0.2.1").isServed) }
        withExtendedLifetime((server, relay, first)) {}
    }

    @Test func `a port has a limit of connections, and another port is served`() throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.streamsPerPort = 3 }
        let first = try (2...4).map { try client("192.0.2.\($0)", at: "192.0.2.1") }
        #expect(first.map(\.isServed) == first.map { _ in true })
        #expect(try !client("192.0.2.5", at: "192.0.2.1").isServed)
        #expect(try client("192.0.2.5", at: "192.0.2.1", 8081).isServed)
        #expect(causes == ["limit of 3 relayed connections per port reached"])
        withExtendedLifetime((server, relay, first)) {}
    }

    @Test func `all clients of the host together have the limit of a port`() throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { ($0.streamsPerPort, $0.streamsPerNetwork) = (4, 1) }
        let first = try ["::1", "127.0.0.1", "192.0.2.1", "2001:db8::1"].map { try client(nil, at: $0) }
        #expect(first.map(\.isServed) == first.map { _ in true })
        #expect(try !client(nil, at: "::1", 8081).isServed)
        #expect(try client("192.0.2.2", at: "192.0.2.1", 8081).isServed)
        withExtendedLifetime((server, relay, first)) {}
    }

    @Test func `five hundred connections above the limit are reset at once, with one log line`() throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.streamsPerNetwork = 1 }
        let first = try client("192.0.2.2", at: "192.0.2.1")
        #expect(first.isServed)
        for _ in 0..<500 { #expect(try !client("192.0.2.2", at: "192.0.2.1").isServed) }
        #expect(causes.count == 1)
        #expect(try client("192.0.2.3", at: "192.0.2.1").isServed)
        withExtendedLifetime((server, relay, first)) {}
    }

    @Test func `connections that a container refuses or does not accept count only while they last`() async throws {
        let relay = try relay { ($0.streamsPerNetwork, $0.connectTime) = (2, .seconds(1)) }
        for _ in 0..<20 { #expect(try !client("192.0.2.2", at: "192.0.2.1").isServed) }
        #expect(causes == [])
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        #expect(try client("192.0.2.2", at: "192.0.2.1").isServed)
        withExtendedLifetime((server, relay)) {}
    }

    @Test func `connections of an unreachable client or container end`() async throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.keepalive = Keepalive(idle: 1, interval: 1, probes: 2) }
        for gone in [site.client, site.container] {
            let (client, accepted) = try (Socket.connected(to: "192.0.2.1", 8080, in: site.client), server.accept())
            let rest = gone.sameAs(site.client) ? accepted : client
            // The time is long enough for the first probe, which is answered.
            rest.wait(atMost: 3)
            #expect { try rest.receive() } throws: { ($0 as? SyscallError)?.number == .tryAgain }
            try await Witness(gone)(
                "nft",
                "table inet gone { chain input { type filter hook input priority 0; policy drop; }; }"
            )
            rest.wait(atMost: 60)
            #expect { try rest.receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }
            try await Witness(gone)("nft", "delete table inet gone")
            withExtendedLifetime((client, accepted)) {}
        }
        withExtendedLifetime(relay) {}
    }

    @Test func `the default keepalive ends a connection after two minutes without its peer`() {
        let keepalive = Keepalive()
        #expect(keepalive.idle + keepalive.interval * keepalive.probes == 120)
    }

    @Test(arguments: [true, false])
    func `a client that stops reading leaves at most a megabyte in kernel buffers`(isBounded: Bool)
        async throws
    {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { if !isBounded { $0.buffers = StreamBuffers(unread: 1 << 24, unsent: 1 << 30) } }
        let client = try Socket.connected(to: "192.0.2.1", 8080, in: site.client)
        let accepted = try server.accept()
        // The kernel enlarges its buffers with the speed of the connection.
        let count = 64 << 20
        try NativeThread(name: "sender") { try? Pattern.send(count, to: client) }.detach()
        var received = 0
        while received < count { received += try accepted.receive(1 << 20).count }
        try Pattern.fill(client)
        let text = try await Witness(site.host)("ss", "-tmnHO", "( sport = :8080 or dport = :80 )")
        let kept = text.matches(of: /skmem:\(r(\d+),.*?,w(\d+),/).map { (Int($0.1) ?? 0) + (Int($0.2) ?? 0) }
        #expect(kept.count == 2)
        // The overhead of the kernel counts as well.
        #expect((kept.reduce(0, +) < 1_500_000) == isBounded, "\(kept)")
        withExtendedLifetime((accepted, relay)) {}
    }

    @Test func `a client network has a limit of datagram sessions, and displaces no session of another network`() throws
    {
        let server = try DatagramServer(at: "10.1.0.2", 80, in: site.container)
        let relay = try relay { $0.sessionsPerNetwork = 2 }
        try relay.serve([.of("::", 8080, to: "10.1.0.2", 80, .udp)], for: [])
        func ask(_ address: String, _ text: String) throws -> Socket {
            let socket = try Socket(.udp, .v6, in: site.client)
            try socket.bind(to: try #require(IPAddress(address)), 0)
            try socket.connect(to: try #require(IPAddress("2001:db8::1")), 8080)
            try socket.send(text)
            #expect(String(decoding: try socket.receive(), as: UTF8.self) == text)
            return socket
        }
        let other = try ask("2001:db8:0:1::2", "other")
        let crowd = try (2...9).map { try ask("2001:db8::\($0)", "\($0)") }
        try other.send("again")
        #expect(String(decoding: try other.receive(), as: UTF8.self) == "again")
        let entries = log.entries.filter { $0.message == "datagram session ended" }
        #expect(entries.map { "\($0.metadata["cause"] ?? "")" } == ["limit of 2 sessions per client network reached"])
        withExtendedLifetime((server, relay, crowd)) {}
    }

    @Test func `ports are reserved by at most their share of sockets, and again after a release`() throws {
        let relay = try relay { $0.ports = 3 }
        let (third, fourth) = (try Publication.of("127.0.0.1", 8082), try Publication.of("127.0.0.1", 8083))
        try relay.serve([third], for: [])
        let error = #expect(throws: PortError.self) { try relay.serve([fourth], for: []) }
        #expect("\(try #require(error))".contains("EMFILE"))
        #expect(relay.hasReserved(third.host) && !relay.hasReserved(fourth.host))
        relay.release([third.host])
        try relay.serve([fourth], for: [])
        #expect(relay.hasReserved(fourth.host))
    }
}

extension NetworkNamespace {
    fileprivate func sameAs(_ other: NetworkNamespace) -> Bool {
        (try? identity) == (try? other.identity)
    }
}
