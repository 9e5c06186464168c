// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Endpoints whose Leave or DeleteEndpoint was lost, in a real kernel.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct LostCallTests {
    private nonisolated static let network = String(repeating: "5d2a71c3", count: 8)

    private func daemon(_ options: String...) async throws -> Daemon {
        let daemon = try Daemon()
        daemon.process.options = options
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        return daemon
    }

    /// Creates an endpoint with an address of an mdnp pool, which has joined and publishes a port.
    private func attach(_ name: String, port: Int, to daemon: Daemon, _ pool: PoolAnswer) throws -> Life {
        let client = try daemon.process.connect()
        let address = try client.requestAddress(of: pool.id)
        let ports = [PublishedPort(80, host: port)]
        let life = Life(network: Self.network, endpoint: name, address: address, ports: ports)
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        return life
    }

    private func makeNetwork(_ daemon: Daemon) throws -> PoolAnswer {
        let client = try daemon.process.connect()
        let pool = try client.requestPool("10.1.0.0/16")
        try client.createNetwork(Self.network, on: [(pool, client.requestGateway(of: pool.id))])
        return pool
    }

    /// Moves the container end of a veth into a namespace, which exists until its descriptor is closed.
    private func move(_ name: String, to namespace: NetworkNamespace, _ daemon: Daemon) async throws {
        let process = ProcessInfo.processInfo.processIdentifier
        let path = "/proc/\(process)/fd/\(namespace.withRaw { $0 })"
        try await daemon.witness("ip", "link", "set", "mc\(name)", "netns", path)
    }

    private func endpoints(_ daemon: Daemon) throws -> Set<String> {
        struct Row: Decodable { let id: String }
        let text = try daemon.process.connectAdmin().get("/endpoints")
        return Set(try JSONDecoder().decode([Row].self, from: Data(text.utf8)).map(\.id))
    }

    /// Returns whether exactly these endpoints are left within some seconds.
    private func settles(to expected: Set<String>, _ daemon: Daemon, within time: Duration = .seconds(10)) async throws
        -> Bool
    {
        let deadline = ContinuousClock.now + time
        while try endpoints(daemon) != expected {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(100))
        }
        return true
    }

    @Test func `an endpoint whose container namespace is gone is removed soon, and its address and port are free`()
        async throws
    {
        let daemon = try await daemon()
        let pool = try makeNetwork(daemon)
        _ = try attach("e1", port: 8080, to: daemon, pool)
        _ = try attach("e2", port: 8081, to: daemon, pool)
        let other = try NetworkNamespace.new()
        try await move("e2", to: other, daemon)
        // The last reference to the namespace ends with this scope.
        do {
            let container = try NetworkNamespace.new()
            try await move("e1", to: container, daemon)
        }
        #expect(try await settles(to: ["e2"], daemon))
        #expect(daemon.process.log.contains("endpoint=e1 network=5d2a71c35d2a reason=\"its link is gone\""))
        #expect(try await !daemon.command("ports").contains(":8080"))
        #expect(try await daemon.command("pools", pool.subnet).contains("10.1.0.2  resting"))
        // The next endpoint gets the port, and the address on request.
        let client = try daemon.process.connect()
        #expect(try client.requestAddress("10.1.0.2", of: pool.id) == "10.1.0.2/16")
        let life = Life(
            network: Self.network,
            endpoint: "e3",
            address: "10.1.0.2/16",
            ports: [PublishedPort(80, host: 8080)]
        )
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        #expect(try endpoints(daemon) == ["e2", "e3"])
        withExtendedLifetime(other) {}
    }

    @Test func `an endpoint whose link is deleted is removed soon`() async throws {
        let daemon = try await daemon()
        let pool = try makeNetwork(daemon)
        _ = try attach("e1", port: 8080, to: daemon, pool)
        try await daemon.witness("ip", "link", "delete", "mve1")
        #expect(try await settles(to: [], daemon))
        #expect(try await daemon.command("ports").split(separator: "\n").count == 1)
    }

    @Test func `a link that stays on the host makes its endpoint stale, and a link that leaves again does not`()
        async throws
    {
        let daemon = try await daemon("--resync-interval", "0.2", "--link-returned-grace", "3")
        let pool = try makeNetwork(daemon)
        for name in ["e1", "e2"] {
            _ = try attach(name, port: name == "e1" ? 8080 : 8081, to: daemon, pool)
        }
        let containers = try (0..<2).map { _ in try NetworkNamespace.new() }
        let here = "/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(try NetworkNamespace.ofTest.withRaw { $0 })"
        for (name, container) in zip(["e1", "e2"], containers) {
            try await move(name, to: container, daemon)
            try await Witness(container)("ip", "link", "set", "mc\(name)", "up")
            try await Witness(container)("ip", "link", "set", "mc\(name)", "netns", here)
            if name == "e2" { try await move(name, to: container, daemon) }
        }
        #expect(try await settles(to: ["e2"], daemon))
        #expect(daemon.process.log.contains("reason=\"its link has returned to the host\""))
        #expect(try await daemon.settles(to: ["lo", "mdnp-5d2a71c35d", "mve2"]))
        withExtendedLifetime(containers) {}
    }

    @Test func `an endpoint in use is left alone over many rounds`() async throws {
        let graces = ["--link-returned-grace", "0.1", "--not-joined-grace", "0.1"]
        let daemon = try await daemon("--resync-interval", "0.1", graces[0], graces[1], graces[2], graces[3])
        let pool = try makeNetwork(daemon)
        let life = try attach("e1", port: 8080, to: daemon, pool)
        let container = try NetworkNamespace.new()
        try await move("e1", to: container, daemon)
        // Down and up again, as in a container that renames and configures the link.
        let inside = Witness(container)
        for state in ["up", "down", "up"] { try await inside("ip", "link", "set", "mce1", state) }
        try await Task.sleep(for: .seconds(2))
        #expect(try endpoints(daemon) == ["e1"])
        // Docker sent Leave, but the container still has its link.
        try life.leave(daemon.process.connect())
        try await Task.sleep(for: .seconds(1))
        #expect(try endpoints(daemon) == ["e1"])
        #expect(!daemon.process.log.contains("no DeleteEndpoint received"))
        try life.delete(daemon.process.connect())
        withExtendedLifetime(container) {}
    }

    @Test func `an endpoint without a Join is removed after its grace period`() async throws {
        let daemon = try await daemon("--resync-interval", "0.2", "--not-joined-grace", "1")
        try daemon.process.connect().createNetwork(Self.network)
        try Life(network: Self.network, endpoint: "e1", address: "10.1.0.2/16").create(daemon.process.connect())
        #expect(try endpoints(daemon) == ["e1"])
        #expect(try await settles(to: [], daemon))
        #expect(daemon.process.log.contains("reason=\"no Join received\""))
    }
}
