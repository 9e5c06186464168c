// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@testable import PortRelay

/// What becomes of connections that come to a port that is held.
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

    /// What is said to a client that connects, or why it hears nothing.
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

    @Test func `a connection that is begun before the firewall leads there is taken afterwards`() async throws {
        let server = try Server.naming("hello", at: "10.1.0.2", 80, in: site.container)
        let publications = try [Publication.of("0.0.0.0", 8080)]
        try relay.hold(publications, for: [])
        async let connection = Task.detached { [site] in
            try Socket.connected(to: "192.0.2.1", 8080, in: site.client)
        }.value
        try await Task.sleep(for: .milliseconds(300))
        relay.relay(publications, .untranslated)
        // Its first packet comes again after a second.
        let client = try await connection
        #expect(try client.receiveToEnd() == "hello")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["10.1.0.2", "fd00:1::2"], ["127.0.0.1", "::1", "192.0.2.1", "2001:db8::1"])
    func `a client on the host is led to a container of either family`(container: String, address: String) throws {
        let server = try Server.naming("hello", at: container, 80, in: site.container)
        try publish(["0.0.0.0", "::"], to: container)
        #expect(try greeting(address, in: site.host) == "hello")
        withExtendedLifetime(server) {}
    }

    @Test(arguments: ["10.1.0.2", "fd00:1::2"], ["192.0.2.1", "2001:db8::1"])
    func `so is one from outside`(container: String, address: String) throws {
        let server = try Server.naming("hello", at: container, 80, in: site.container)
        try publish([address], to: container)
        #expect(try greeting(address, in: site.client) == "hello")
        withExtendedLifetime(server) {}
    }

    @Test func `each family is led to its own container, though one socket holds both`() throws {
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

    @Test func `what is held already leads to the new container`() throws {
        let servers = try ["10.1.0.2", "fd00:1::2"].map { try Server.naming($0, at: $0, 80, in: site.container) }
        try publish(["0.0.0.0", "::"], to: "10.1.0.2")
        #expect(try greeting("::1", in: site.host) == "10.1.0.2")
        try publish(["0.0.0.0", "::"], to: "fd00:1::2", for: ["203.0.113.0/24"])
        #expect(try greeting("::1", in: site.host) == "fd00:1::2")
        #expect(try greeting("2001:db8::1", in: site.client) == "ECONNRESET")
        withExtendedLifetime(servers) {}
    }

    @Test func `who is not served is reset, and the host itself is always served`() throws {
        let server = try Server.naming("hello", at: "10.1.0.2", 80, in: site.container)
        try publish(["0.0.0.0", "::"], for: ["192.0.2.2/32"])
        #expect(try greeting("192.0.2.1", in: site.client) == "hello")
        #expect(try greeting("2001:db8::1", in: site.client) == "ECONNRESET")
        for address in ["::1", "127.0.0.1", "192.0.2.1", "2001:db8::1"] {
            #expect(try greeting(address, in: site.host) == "hello")
        }
        withExtendedLifetime(server) {}
    }

    @Test func `a container that refuses has its client reset`() throws {
        try publish(["::"])
        #expect(try greeting("::1", in: site.host) == "ECONNRESET")
    }

    @Test func `so has one that cannot be reached`() throws {
        try publish(["::"], to: "198.51.100.7")
        #expect(try greeting("::1", in: site.host) == "ECONNRESET")
    }

    @Test func `a container's reset is passed on, and a client's`() async throws {
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

    @Test func `who has ended still hears the other side to its end`() throws {
        // It answers only once it has heard everything.
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

    @Test func `megabytes pass in both directions at once, whoever is slow`() async throws {
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

    @Test func `who does not read holds up who sends`() async throws {
        let server = try Socket.listening(at: "10.1.0.2", 80, in: site.container)
        try publish(["::"])
        let client = try Socket.connected(to: "::1", 8080, in: site.host)
        let accepted = try server.accept()
        try Pattern.fill(client)
        // Meanwhile the thread waits.
        let before = try RelayThread.time(in: site.host)
        try await Task.sleep(for: .milliseconds(300))
        #expect(try RelayThread.time(in: site.host) - before < .milliseconds(30))
        // The other direction is as free as ever.
        try accepted.send("slow")
        #expect(try client.receive() == Array("slow".utf8))
    }

    @Test func `a connection of which one side has ended and the other is stuck costs nothing`() async throws {
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
        // What is on its way arrives all the same.
        var received = 0
        while true {
            let bytes = try accepted.receive(1 << 16)
            if bytes.isEmpty { break }
            received += bytes.count
        }
        #expect(received > 1 << 16)
    }

    @Test func `a release ends what is relayed`() async throws {
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
        // Nothing is left that would hinder somebody who does not ask for an exception.
        try await eventually {
            let socket = try Socket(.tcp, .v4, in: site.host)
            return (try? socket.bind(to: try #require(IPAddress("0.0.0.0")), 8080)) != nil
        }
        withExtendedLifetime(server) {}
    }

    @Test func `many connections are served at the same time`() throws {
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

    @Test func `clients for whom no descriptor is left wait their turn`() async throws {
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

    @Test func `a container that does not answer is given up`() async throws {
        // Its packets are lost on the way: nobody has this address on the link.
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

    @Test func `an answer that comes before a reset is passed on`() throws {
        let server = try Server(at: "10.1.0.2", 80, in: site.container) { client in
            // Closing what was not read to its end resets it.
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
