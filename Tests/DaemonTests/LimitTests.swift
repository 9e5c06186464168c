// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Exhausted resources: the call reports the cause, nothing is half done, and calls succeed once the resource is available again.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct LimitTests {
    private static let network = String(repeating: "9c41e0f2", count: 8)

    private func life(_ number: Int, _ ports: PublishedPort...) -> Life {
        Life(
            network: Self.network,
            endpoint: String(format: "%04x", number) + String(repeating: "e", count: 60),
            address: "10.1.\(number / 250).\(number % 250 + 2)/16",
            ports: ports
        )
    }

    /// Returns the error of a refused call.
    private func refusal(_ call: () throws -> Void) throws -> String {
        try #require(#expect(throws: PluginCallError.self) { try call() }?.message)
    }

    /// Returns the state of the kernel and the lists of the daemon.
    private func everything(_ daemon: Daemon) async throws -> [String] {
        // The elements of a set have no order, and a link reports only after a delay that its peer is down.
        let kernel = try await daemon.witness(
            "sh",
            "-c",
            "ip -br link | awk '{ print $1, $3 }'; nft --stateless list ruleset"
        )
        let words = kernel.split { $0 == "\n" || $0 == "," }.map { $0.trimmingCharacters(in: .whitespaces) }
        return words.sorted() + [try lists(daemon)]
    }

    private func lists(_ daemon: Daemon) throws -> String {
        try ["/networks", "/endpoints", "/ports", "/pools"]
            .map { try daemon.process.connectAdmin().get($0) }.joined(separator: "\n")
    }

    @Test
    func
        `the 1,001st endpoint of a network is refused before the kernel refuses it, with or without retired links on the bridge`()
        async throws
    {
        let daemon = try Daemon()
        let before = try await daemon.links()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        for number in 0..<1000 {
            try life(number).create(client)
            _ = try life(number).join(client)
        }
        let full = "network 9c41e0f29c41: has 1000 endpoints, the maximum"
        #expect(try refusal { try life(1000).create(client) }.hasSuffix(full))
        // Faster than the reaper: the retired links are still ports of the bridge when the next links are created.
        for number in 0..<100 { try life(number).delete(client) }
        for number in 1000..<1100 {
            try life(number).create(client)
            _ = try life(number).join(client)
        }
        #expect(try refusal { try life(1100).create(client) }.hasSuffix(full))
        try client.deleteNetwork(Self.network)
        #expect(try await daemon.settles(to: before))
    }

    @Test func `a full disk refuses new state, accepts removals, and needs no restart after space is free`()
        async throws
    {
        let daemon = try Daemon()
        let disk = try await SmallDisk(at: daemon.process.stateDirectory, daemon.witness)
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        for number in 0..<20 {
            try life(number).create(client)
            _ = try life(number).join(client)
        }
        // The daemon creates the reserve file for a full disk right after the start.
        let reserve = daemon.process.stateDirectory.appendingPathComponent("mdnp.sqlite.reserve").path
        let deadline = ContinuousClock.now + .seconds(60)
        while !FileManager.default.fileExists(atPath: reserve), ContinuousClock.now < deadline { usleep(1000) }
        try await disk.fill()
        let full = try await fillLog(client, daemon)
        #expect(full.contains("commit the state \(daemon.process.stateDirectory.path)/mdnp.sqlite: the disk is full"))
        let state = try await everything(daemon)
        #expect(try refusal { try client.createNetwork("n2", subnet: "10.2.0.0/16", gateway: "10.2.0.1/16") } != "")
        #expect(try refusal { try life(900, PublishedPort(80, host: 8080)).create(client) }.contains("is full"))
        #expect(try await everything(daemon) == state)
        for number in 0..<20 {
            try life(number).leave(client)
            try life(number).delete(client)
        }
        try await disk.empty()
        try client.createNetwork("n2", subnet: "10.2.0.0/16", gateway: "10.2.0.1/16")
        try life(1).create(client)
        _ = try life(1).join(client)
        let kept = try lists(daemon)
        daemon.process.kill()
        try daemon.process.start()
        #expect(try lists(daemon) == kept)
        daemon.process.kill()
        try await disk.remove()
    }

    /// Creates endpoints until one is refused: the database first uses its allocated space.
    ///
    /// - Returns: The error of the refused call.
    private func fillLog(_ client: PluginClient, _ daemon: Daemon) async throws -> String {
        for number in 100..<900 {
            do {
                try life(number).create(client)
            } catch let error as PluginCallError {
                return error.message ?? error.description
            }
        }
        return "nothing was refused"
    }

    @Test func `a read-only state directory prevents the start with a clear error`() async throws {
        let daemon = try Daemon()
        let disk = try await SmallDisk(at: daemon.process.stateDirectory, daemon.witness)
        try daemon.process.start()
        try daemon.process.connect().createNetwork(Self.network)
        daemon.process.kill()
        try await disk.remount("ro")
        try daemon.process.launch()
        #expect(daemon.process.wait() == 1)
        #expect(daemon.process.log.contains("ead-only file system"), "\(daemon.process.log)")
        try await disk.remount("rw")
        try daemon.process.start()
        #expect(try lists(daemon).contains(Self.network))
        daemon.process.kill()
        try await disk.remove()
    }

    @Test func `a port is refused if no descriptor is left, nothing is published, and a later call succeeds`()
        async throws
    {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        let life = life(1, PublishedPort(80, host: 8080), PublishedPort(81, host: 8081))
        try life.create(client)
        _ = try life.join(client)
        let before = try await everything(daemon)
        let admin = try daemon.process.connectAdmin()
        // A connection that was used may stay open for any time.
        #expect(try admin.get("/ports") == "[]")
        // Without a free descriptor, libdispatch ends a process whose tasks wait for a thread. With the highest priority, none waits.
        let tasks = "/proc/\(daemon.process.processID)/task"
        try await daemon.witness("sh", "-c", "renice -n -20 -p $(ls \(tasks))")
        // Open descriptors stay open; the daemon cannot open another one.
        func limit(_ number: Int) async throws {
            try await daemon.witness("prlimit", "--pid", "\(daemon.process.processID)", "--nofile=\(number):")
        }
        try await limit(3)
        let words = try refusal { try life.program(client) }
        #expect(words.contains("port 0.0.0.0:80") && words.contains("EMFILE"))
        #expect(try admin.get("/ports") == "[]")
        // A client that connects meanwhile waits, and then gets a reply.
        let process = daemon.process
        let waiting = Task { try await OwnThread.beside { try process.connect().call("Plugin.Activate") } }
        try await Task.sleep(for: .milliseconds(300))
        try await limit(1024)
        #expect(try await waiting.value.contains("NetworkDriver"))
        #expect(daemon.process.log.components(separatedBy: "EMFILE").count < 5, "\(daemon.process.log)")
        #expect(try await everything(daemon) == before)
        try life.program(client)
        #expect(try admin.get("/ports").contains("8081"))
    }

    @Test(arguments: [false, true])
    func `a deleted state is written again, with its directory, and loaded at the next start`(
        withDirectory: Bool
    ) async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        try life(1).create(client)
        _ = try life(1).join(client)
        let directory = daemon.process.stateDirectory
        let file = directory.appendingPathComponent("mdnp.sqlite").path
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        for name in withDirectory ? [] : names where name != "mdnp.lock" {
            try FileManager.default.removeItem(at: directory.appendingPathComponent(name))
        }
        if withDirectory { try FileManager.default.removeItem(at: directory) }
        // The next commit writes the state if the directory is gone, the periodic check if only the files are gone.
        if withDirectory { try life(2).create(client) }
        let deadline = ContinuousClock.now + .seconds(60)
        while !(FileManager.default.fileExists(atPath: file) && daemon.process.log.contains("was deleted; rewritten")) {
            try #require(ContinuousClock.now < deadline, "\(daemon.process.log)")
            try await Task.sleep(for: .milliseconds(20))
        }
        try life(3).create(client)
        let kept = try lists(daemon)
        let second = try Daemon()
        second.process.options = ["--state-directory", directory.path]
        try second.process.launch()
        #expect(second.process.wait() == 1)
        #expect(second.process.log.contains("locked by process"))
        daemon.process.kill()
        try daemon.process.start()
        #expect(try lists(daemon) == kept)
    }

    @Test func `another file in place of the state is neither used nor overwritten`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        let file = daemon.process.stateDirectory.appendingPathComponent("mdnp.sqlite")
        let aside = daemon.process.stateDirectory.appendingPathComponent("aside")
        try FileManager.default.moveItem(at: file, to: aside)
        try Data("another".utf8).write(to: file)
        #expect(try refusal { try life(1).create(client) }.contains("the file was replaced while mdnp is running"))
        #expect(try Data(contentsOf: file) == Data("another".utf8))
        try FileManager.default.removeItem(at: file)
        try FileManager.default.moveItem(at: aside, to: file)
        try life(1).create(client)
    }

    @Test
    func `a start after a loss of the state keeps containers, logs the loss, and lets Docker remove their network`()
        async throws
    {
        let daemon = try Daemon()
        let links = try await daemon.links()
        try daemon.process.start()
        try daemon.process.connect().createNetwork(Self.network)
        try life(1, PublishedPort(80, host: 8080)).create(daemon.process.connect())
        _ = try life(1).join(daemon.process.connect())
        try daemon.process.connect().createNetwork("n2", subnet: "10.2.0.0/16", gateway: "10.2.0.1/16")
        daemon.process.kill()
        let commands = """
            for set in networks icc masqueraded4; do nft list set inet mdnp $set | grep -o mdnp-9c41e0f29c; done
            ip -br link show type veth; ip -br address show mdnp-9c41e0f29c
            """
        func alive() async throws -> String { try await daemon.witness("sh", "-c", commands) }
        let before = try await alive()
        try FileManager.default.removeItem(at: daemon.process.stateDirectory)
        try daemon.process.start()
        #expect(daemon.process.log.contains("unknown network kept: the state was lost"))
        #expect(try await !daemon.links().contains("mdnp-n2"))
        let client = try daemon.process.connect()
        // Neither another network nor another start removes the containers' links.
        try client.createNetwork("n3", subnet: "10.3.0.0/16", gateway: "10.3.0.1/16")
        try client.deleteNetwork("n3")
        daemon.process.kill()
        try daemon.process.start()
        let after = try await alive()
        #expect(after == before && after.contains("mv0001"), "\(after)")
        try daemon.process.connect().deleteNetwork(Self.network)
        #expect(try await daemon.links() == links)
    }
}
