// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import PluginTesting
import Testing

/// A daemon beside a Docker engine that reports names, correctly or not.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct EngineTests {
    private nonisolated static let network = String(repeating: "9c41e0f2", count: 8)
    private nonisolated static let other = String(repeating: "7b90d1e4", count: 8)

    private struct Row: Decodable {
        let name, container, network_name: String?
    }

    /// Creates a daemon that follows an imagined engine, which does not run yet.
    private func daemon() throws -> (Daemon, ImaginedEngine) {
        let daemon = try Daemon()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "engine-\(UUID().uuidString.prefix(8))"
        )
        daemon.process.dockerSocketPath = path.path
        return (daemon, ImaginedEngine(socketPath: path.path))
    }

    /// Creates two networks on mdnp pools, and a container on the first one that publishes a port.
    private func prepare(_ daemon: Daemon) throws -> Life {
        let client = try daemon.process.connect()
        for (network, subnet) in [(Self.network, "10.1.0.0/24"), (Self.other, "10.2.0.0/24")] {
            let pool = try client.requestPool(subnet)
            try client.createNetwork(network, on: [(pool, client.requestGateway(of: pool.id))])
            if network == Self.network { _ = try client.requestAddress(of: pool.id, name: nil) }
        }
        let ports = [PublishedPort(80, host: 8080)]
        let life = Life(network: Self.network, endpoint: "e1", address: "10.1.0.2/24", ports: ports)
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        return life
    }

    private func rows(_ daemon: Daemon, _ list: String) async throws -> [Row] {
        let text = try await daemon.command(list, "--format", "json")
        return try JSONDecoder().decode([Row].self, from: Data(text.utf8))
    }

    /// Returns whether the networks get these names within three minutes; at first, no name is known.
    ///
    /// The daemon waits up to ten seconds between two attempts, and each look starts a process.
    private func learns(_ daemon: Daemon, _ names: [String?]) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(180)
        while try await rows(daemon, "networks").map(\.name) != names {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(50))
        }
        return true
    }

    private func refusal(_ daemon: Daemon, _ command: String, _ scope: String) async -> String? {
        let error = await #expect(throws: CommandError.self) { try await daemon.command(command, scope) }
        #expect(error?.code == 1)
        return error?.output
    }

    @Test func `every list shows the names of networks and containers`() async throws {
        let (daemon, engine) = try daemon()
        engine.has(networks: [Self.network: "front"], containers: ["web": ["front": "e1"]])
        try engine.start()
        try daemon.process.start()
        _ = try prepare(daemon)
        #expect(try await learns(daemon, [nil, "front"]))
        #expect(try await rows(daemon, "endpoints").map(\.container) == ["web"])
        #expect(try await rows(daemon, "endpoints").map(\.network_name) == ["front"])
        let ports = try await rows(daemon, "ports")
        #expect(!ports.isEmpty && ports.allSatisfy { $0.container == "web" && $0.network_name == "front" })
        #expect(try await rows(daemon, "pools").map(\.network_name) == ["front", nil])
        #expect(try await daemon.command("ports").contains(#/tcp +web +e1 +front\n/#))
        #expect(try await daemon.command("endpoints").contains(#/e1 +web +front +10\.1\.0\.2/#))
        #expect(try await daemon.command("networks").contains(#/9c41e0f29c41 +front +mdnp-/#))
        #expect(try await daemon.command("pools").contains(#/10\.1\.0\.0.24 +- +front +254/#))
        #expect(try await daemon.command("pools", "front").contains(#/10\.1\.0\.2 +held +web /#))
        #expect(try await daemon.command("status").contains(#/engine +28\.5\.2\n/#))
        engine.stop()
    }

    @Test func `a network can be given by its name, and an ambiguous name is refused`() async throws {
        let (daemon, engine) = try daemon()
        engine.has(networks: [Self.network: "front", Self.other: "back"])
        try engine.start()
        try daemon.process.start()
        _ = try prepare(daemon)
        #expect(try await learns(daemon, ["back", "front"]))
        #expect(
            try await daemon.command("reserve", "front", "cache", "10.1.0.9") == "10.1.0.9 is reserved for cache\n"
        )
        #expect(try await daemon.command("pools", "front").contains("cache"))
        #expect(
            try await daemon.command("release", "front", "cache") == "10.1.0.9 is no longer reserved for cache\n"
        )
        #expect(
            await refusal(daemon, "pools", "rear")
                == #"mdnp: network or pool "rear": does not exist; "mdnp pools" lists all pools"# + "\n"
        )
        engine.has(networks: [Self.network: "twin", Self.other: "twin"])
        #expect(try await learns(daemon, ["twin", "twin"]))
        let both = "matches networks 7b90d1e47b90 (twin) and 9c41e0f29c41 (twin); give more of the id"
        for command in ["pools", "release"] {
            #expect(await refusal(daemon, command, "twin") == "mdnp: network or pool \"twin\": \(both)\n")
        }
        #expect(try await daemon.command("pools", "9c").contains("10.1.0.2"))
        engine.stop()
    }

    @Test func `an engine that starts late, stops and starts again is followed, and only debug lines are logged`()
        async throws
    {
        let (daemon, engine) = try daemon()
        try daemon.process.start(logLevel: "debug")
        _ = try prepare(daemon)
        #expect(try await learns(daemon, [nil, nil]))
        for name in ["front", "rear"] {
            engine.has(networks: [Self.network: name])
            try engine.start()
            #expect(try await learns(daemon, [nil, name]))
            engine.stop()
        }
        #expect(try await daemon.command("networks").contains("rear"))
        let lines = daemon.process.log.split(separator: "\n").filter { $0.contains("engine") }
        #expect(lines.allSatisfy { $0.contains(" debug cannot reach Docker engine ") })
        // One line at the start, and one after each stop.
        #expect(lines.count <= 3)
    }

    @Test(arguments: [.silent, .stuck, .slow(milliseconds: 3000), .saying("nonsense")] as [ImaginedEngine.Mood])
    func `an engine with faulty replies does not delay calls`(mood: ImaginedEngine.Mood) async throws {
        let (daemon, engine) = try daemon()
        engine.become(mood)
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1")
        func live(_ endpoint: String) throws -> Duration {
            let start = ContinuousClock.now
            let ports = [PublishedPort(80, host: 8080)]
            let life = Life(network: "n1", endpoint: endpoint, address: "10.1.0.2/16", ports: ports)
            try life.create(client)
            _ = try life.join(client)
            try life.program(client)
            try life.leave(client)
            try life.delete(client)
            return ContinuousClock.now - start
        }
        let alone = try live("e1")
        try engine.start()
        let deadline = ContinuousClock.now + .seconds(60)
        while engine.questions == 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(engine.questions > 0)
        // A call that waits for the engine takes 3 or 10 seconds longer.
        #expect(try live("e2") < alone * 5 + .seconds(8))
        #expect(try await rows(daemon, "networks").map(\.name) == [nil])
        #expect(daemon.process.stop() == 0)
        engine.stop()
    }
}
