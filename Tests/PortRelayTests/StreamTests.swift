// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// Connections that arrive at a reserved port.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct StreamTests {
    private let site: Site
    private let relay: PortRelay

    init() async throws {
        site = try await Site()
        relay = try .relaying(in: site.host)
    }

    private func publish(_ addresses: [String], to container: String = "10.1.0.2", for clients: [String] = []) throws {
        let clients = AddressSet(try clients.map { try #require(AddressRange($0)) })
        try relay.serve(addresses.map { try .of($0, 8080, to: container) }, for: clients)
    }

    /// Returns the text that a connecting client receives, or the name of the error.
    private func greeting(_ address: String, in namespace: NetworkNamespace) throws -> String {
        let address = try #require(IPAddress(address))
        do throws(SyscallError) {
            let client = try Socket(.tcp, address.family, in: namespace)
            try client.connect(to: address, 8080)
            return try client.receiveToEnd()
        } catch {
            return error.number.name
        }
    }

    @Test func `a connection that starts before the firewall leads to the container is accepted afterwards`()
        async throws
    {
        let server = try Server.naming("hello", at: "10.1.0.2", 80, in: site.container)
        let publications = try [Publication.of("0.0.0.0", 8080)]
        try relay.reserve(publications, for: [])
        async let connection = Task.detached { [site] in
            try Socket.connected(to: "192.0.2.1", 8080, in: site.client)
        }.value
        try await Task.sleep(for: .milliseconds(300))
        relay.relay(publications, in: .untranslated)
        // The kernel repeats the first packet after a second.
        let client = try await connection
        #expect(try client.receiveToEnd() == "hello")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["10.1.0.2", "fd00:1::2"], ["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"])
    func `a client on the host reaches a container of either family`(container: String, address: String) throws {
        let server = try Server.naming("hello", at: container, 80, in: site.container)
        try publish(["0.0.0.0", "::"], to: container)
        #expect(try greeting(address, in: site.host) == "hello")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["10.1.0.2", "fd00:1::2"], ["192.0.2.1", "2001:db8::1"])
    func `a client from outside reaches a container of either family`(container: String, address: String) throws {
        let server = try Server.naming("hello", at: container, 80, in: site.container)
        try publish([address], to: container)
        #expect(try greeting(address, in: site.client) == "hello")
        withExtendedLifetime(server) {}
    }

    @Test func `each family leads to its own container over a shared socket`() throws {
        let servers = try ["10.1.0.2", "fd00:1::2"].map { try Server.naming($0, at: $0, 80, in: site.container) }
        let both: [Publication] = [
            try .of("0.0.0.0", 8080, to: "10.1.0.2"), try .of("::", 8080, to: "fd00:1::2"),
        ]
        try relay.serve(both, for: [])
        #expect(try greeting("192.0.2.1", in: site.client) == "10.1.0.2")
        #expect(try greeting("2001:db8::1", in: site.client) == "fd00:1::2")
        relay.release([both[0].host])
        #expect(try greeting("192.0.2.1", in: site.client) == "ECONNRESET")
        #expect(try greeting("2001:db8::1", in: site.client) == "fd00:1::2")
        withExtendedLifetime(servers) {}
    }

    @Test func `a reserved port leads to its new container`() throws {
        let servers = try ["10.1.0.2", "fd00:1::2"].map { try Server.naming($0, at: $0, 80, in: site.container) }
        try publish(["0.0.0.0", "::"], to: "10.1.0.2")
        #expect(try greeting("::1", in: site.host) == "10.1.0.2")
        try publish(["0.0.0.0", "::"], to: "fd00:1::2", for: ["203.0.113.0/24"])
        #expect(try greeting("::1", in: site.host) == "fd00:1::2")
        #expect(try greeting("2001:db8::1", in: site.client) == "ECONNRESET")
        withExtendedLifetime(servers) {}
    }

    @Test func `a client that the port does not admit is reset, and the host is always served`() throws {
        let server = try Server.naming("hello", at: "10.1.0.2", 80, in: site.container)
        try publish(["0.0.0.0", "::"], for: ["192.0.2.2/32"])
        #expect(try greeting("192.0.2.1", in: site.client) == "hello")
        #expect(try greeting("2001:db8::1", in: site.client) == "ECONNRESET")
        for address in ["::1", "127.0.0.1", "192.0.2.1", "2001:db8::1"] {
            #expect(try greeting(address, in: site.host) == "hello")
        }
        withExtendedLifetime(server) {}
    }

    @Test func `a refusal by the container resets the client`() throws {
        try publish(["::"])
        #expect(try greeting("::1", in: site.host) == "ECONNRESET")
    }

    @Test func `an unreachable container resets the client`() throws {
        try publish(["::"], to: "198.51.100.7")
        #expect(try greeting("::1", in: site.host) == "ECONNRESET")
    }

    @Test func `a reset by either side is relayed`() async throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        var client: Socket? = try Socket.connected(to: "::1", 8080, in: site.host)
        var accepted: Socket? = try server.accept()
        accepted?.resetOnClose()
        accepted = nil
        #expect { try client?.receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }

        client = try Socket.connected(to: "::1", 8080, in: site.host)
        accepted = try server.accept()
        client?.resetOnClose()
        client = nil
        #expect { try accepted?.receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }
    }

    @Test func `a side that has closed its direction still receives the other direction`() throws {
        // The server replies only after the end of the request.
        let server = try Server(at: "10.1.0.2", 80, in: site.container) { client in
            let text = try client.receiveToEnd()
            try client.send("heard \(text)")
        }
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        try client.send("one")
        try client.send(" and two")
        try client.finish()
        #expect(try client.receiveToEnd() == "heard one and two")
        withExtendedLifetime(server) {}
    }

    @Test func `the container may end first`() throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        let accepted = try server.accept()
        try accepted.send("goodbye")
        try accepted.finish()
        #expect(try client.receiveToEnd() == "goodbye")
        try client.send("still here")
        try client.finish()
        #expect(try accepted.receiveToEnd() == "still here")
    }

    @Test func `megabytes are relayed in both directions at once, with a slow side too`() async throws {
        let count = 4 << 20
        let server = try Server(at: "10.1.0.2", 80, in: site.container) { client in
            try NativeThread(name: "sender") {
                try? Pattern.send(count, to: client)
                try? client.finish()
            }.detach()
            try Pattern.check(count, from: client, slowly: true)
            try client.send("")
        }
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        try NativeThread(name: "sender") {
            try? Pattern.send(count, to: client)
            try? client.finish()
        }.detach()
        try Pattern.check(count, from: client, slowly: true)
        withExtendedLifetime(server) {}
    }

    @Test func `a receiver that does not read slows down the sender`() async throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        let accepted = try server.accept()
        try Pattern.fill(client)
        // The relay thread sleeps meanwhile.
        let before = try RelayThread.time(in: site.host)
        try await Task.sleep(for: .milliseconds(300))
        #expect(try RelayThread.time(in: site.host) - before < .milliseconds(30))
        // The other direction is not blocked.
        try accepted.send("slow")
        #expect(try client.receive() == Array("slow".utf8))
    }

    @Test func `a connection with one ended and one blocked side costs no processor time`() async throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        let accepted = try server.accept()
        try accepted.finish()
        #expect(try client.receive().isEmpty)
        try Pattern.fill(client)
        try client.finish()
        try await Task.sleep(for: .milliseconds(100))
        let before = try RelayThread.time(in: site.host)
        try await Task.sleep(for: .milliseconds(300))
        #expect(try RelayThread.time(in: site.host) - before < .milliseconds(30))
        // Bytes in flight arrive nevertheless.
        var received = 0
        while true {
            let bytes = try accepted.receive(1 << 16)
            if bytes.isEmpty { break }
            received += bytes.count
        }
        #expect(received > 1 << 16)
    }

    @Test func `a release ends relayed connections`() async throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        try publish(["0.0.0.0", "::"])
        let clients = try ["127.0.0.1", "::1"].map { try Socket.connected(to: $0, 8080, in: site.host) }
        for client in clients {
            try client.send("ping")
            #expect(try client.receive() == Array("ping".utf8))
        }
        relay.release([try .of("::", 8080)])
        #expect { try clients[1].receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }
        try clients[0].send("ping")
        #expect(try clients[0].receive() == Array("ping".utf8))
        relay.release([try .of("0.0.0.0", 8080)])
        #expect { try clients[0].receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }
        // The port is free even for a program without SO_REUSEADDR.
        try await eventually {
            let socket = try Socket(.tcp, .v4, in: site.host)
            return (try? socket.bind(to: try #require(IPAddress("0.0.0.0")), 8080)) != nil
        }
        withExtendedLifetime(server) {}
    }

    @Test func `many connections are relayed at the same time`() throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let clients = try (0..<200).map { _ in try Socket.connected(to: "::1", 8080, in: site.host) }
        for (number, client) in clients.enumerated() { try client.send("\(number)") }
        for (number, client) in clients.enumerated() {
            try client.finish()
            #expect(try client.receiveToEnd() == "\(number)")
        }
        withExtendedLifetime(server) {}
    }

    @Test func `clients without free descriptors wait`() async throws {
        let server = try Server.echoing(at: "10.1.0.2", 80, in: site.container)
        let relay: PortRelay = try .relaying(in: site.host) { $0.descriptors = 4 }
        try relay.serve([.of("::", 8081)], for: [])
        let clients = try (0..<4).map { _ in try Socket.connected(to: "::1", 8081, in: site.host) }
        for client in clients { try client.send("ping") }
        for client in clients[..<2] { #expect(try client.receive() == Array("ping".utf8)) }
        clients[2].wait(atMost: 1)
        #expect { try clients[2].receive() } throws: { ($0 as? SyscallError)?.number == .tryAgain }
        clients[2].wait(atMost: 10)
        for client in clients[..<2] { try client.finish() }
        for client in clients[..<2] { #expect(try client.receive().isEmpty) }
        for client in clients[2...] { #expect(try client.receive() == Array("ping".utf8)) }
        withExtendedLifetime(server) {}
    }

    @Test func `a connection to an unresponsive container times out`() async throws {
        // The packets are lost on the way: no node has this address on the link.
        try await Witness(site.host)(
            "ip",
            "neighbor",
            "add",
            "10.1.0.77",
            "lladdr",
            "02:00:00:00:00:77",
            "dev",
            "bridge0"
        )
        let relay: PortRelay = try .relaying(in: site.host) { $0.connectTime = .seconds(1) }
        try relay.serve([.of("::", 8081, to: "10.1.0.77")], for: [])
        let client = try Socket.connected(to: "::1", 8081, in: site.host)
        let start = ContinuousClock.now
        #expect { try client.receive() } throws: { ($0 as? SyscallError)?.number.name == "ECONNRESET" }
        #expect(ContinuousClock.now - start > .milliseconds(900))
    }

    @Test func `a reply before a reset is relayed`() throws {
        let server = try Server(at: "10.1.0.2", 80, in: site.container) { client in
            // A close before all bytes are read resets the connection.
            _ = try client.receive(1)
            try client.send("too long")
        }
        try publish(["::"])
        for _ in 1...20 {
            let client = try Socket.connected(to: "::1", 8080, in: site.host)
            try client.send(String(repeating: "x", count: 10_000))
            #expect(try client.receive() == Array("too long".utf8))
        }
        withExtendedLifetime(server) {}
    }
}
