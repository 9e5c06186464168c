// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ServeTests {
    @Test func `a second daemon on one state directory reports the process of the first and changes nothing`()
        async throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        let first = daemon.process.processID
        try daemon.process.connect().createNetwork("n1")
        let second = try Daemon()
        let links = try await daemon.links()
        second.process.options = ["--state-directory", daemon.process.stateDirectory.path]
        try second.process.launch()
        #expect(second.process.wait() == 1)
        #expect(second.process.log.contains("locked by process \(first)"))
        #expect(try await daemon.links() == links)
        try daemon.process.connect().deleteNetwork("n1")
    }

    @Test func `an unreadable state prevents the start and is left unchanged`() throws {
        let daemon = try Daemon()
        let state = daemon.process.stateDirectory
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let garbage = Data(repeating: 0x5a, count: 4096)
        try garbage.write(to: state.appendingPathComponent("mdnp.sqlite"))
        try daemon.process.launch()
        #expect(daemon.process.wait() == 1)
        #expect(daemon.process.log.contains("mdnp.sqlite: file is not a database"))
        #expect(try Data(contentsOf: state.appendingPathComponent("mdnp.sqlite")) == garbage)
    }

    @Test func `SIGTERM ends the daemon with status 0 and removes its sockets`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        #expect(daemon.process.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: daemon.process.socketPath))
        #expect(!FileManager.default.fileExists(atPath: daemon.process.adminSocketPath))
    }

    @Test func `only root may open the daemon's sockets and read its state`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(daemon.process.socketPath) == 0o600)
        let adminDirectory = URL(fileURLWithPath: daemon.process.adminSocketPath).deletingLastPathComponent().path
        #expect(try mode(adminDirectory) == 0o700)
        #expect(try mode(daemon.process.stateDirectory.path) == 0o700)
        // The daemon sets the mode after it listens; until then, the directory alone keeps other users out.
        let deadline = ContinuousClock.now + .seconds(60)
        while try mode(daemon.process.adminSocketPath) != 0o600, ContinuousClock.now < deadline { usleep(1000) }
        #expect(try mode(daemon.process.adminSocketPath) == 0o600)
    }

    @Test func `a bridge of another owner is refused and left alone`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "add", "br7", "type", "bridge")
        try daemon.process.start()
        let client = try daemon.process.connect()
        let error = #expect(throws: PluginCallError.self) {
            try client.createNetwork("n1", options: #""bridge":"br7""#)
        }
        #expect(error?.description.contains("br7") == true)
        #expect(error?.description.contains("does not belong to mdnp") == true)
        #expect(try await daemon.links().contains("br7"))
        try await daemon.witness("ip", "link", "delete", "br7")
        #expect(throws: Never.self) { try client.createNetwork("n1", options: #""bridge":"br7""#) }
    }

    @Test func `networks and endpoints are shown as a table and as JSON`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1", options: #""mtu":"1400""#)
        let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/16")
        try life.create(client)
        _ = try life.join(client)
        let networks = try await daemon.command("networks")
        #expect(networks.hasPrefix("NETWORK  NAME  BRIDGE   SUBNETS      GATEWAY   MTU   ENDPOINTS\n"))
        #expect(networks.contains("n1       -     mdnp-n1  10.1.0.0/16  10.1.0.1  1400  1\n"))
        let endpoints = try await daemon.command("endpoints", "--format", "json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(endpoints.utf8)) as? [[String: Any]])
        #expect(json.count == 1)
        #expect(json.first?["addresses"] as? [String] == ["10.1.0.2/16"])
        #expect(json.first?["sandbox"] as? String == "/run/docker/netns/e1")
    }

    @Test func `a call that changes the state is one line of the log, and its repetition none`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/16")
        for _ in 0..<2 { try client.createNetwork("n1") }
        for _ in 0..<2 { try life.create(client) }
        _ = try life.join(client)
        try life.program(client)
        try life.inform(client)
        for _ in 0..<2 { try life.leave(client) }
        for _ in 0..<2 { try life.delete(client) }
        for _ in 0..<2 { try client.deleteNetwork("n1") }
        let lines = daemon.process.log.split(separator: "\n").filter {
            $0.contains(" info ") && $0.contains("network=n1")
        }
        let events = lines.map { $0.split(separator: " ").dropFirst(2).prefix(2).joined(separator: " ") }
        #expect(
            events == [
                "network created", "endpoint created", "endpoint joined", "endpoint left", "endpoint deleted",
                "network deleted",
            ]
        )
    }

    @Test func `a list prints a remedy if no daemon runs`() async throws {
        let daemon = try Daemon()
        let error = await #expect(throws: CommandError.self) { try await daemon.command("networks") }
        #expect(error?.code == 3)
        #expect(error?.output.contains("start it as root with \"mdnp serve\"") == true)
    }
}
