// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import PluginTesting
import Testing

/// Names and values with control characters of a terminal, at each place of output.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ControlCharacterTests {
    /// A text that clears a screen, begins a line, ends a C string, and reverses the direction of text.
    private nonisolated static let hostile = "a\u{1B}[2J\n2026-01-01T00:00:00.000Z critical forged\0b\u{202E}c"
    private nonisolated static let printable =
        #"a\u001b[2J\n2026-01-01T00:00:00.000Z critical forged\u0000b\u202ec"#
    private nonisolated static let network = String(repeating: "9c41e0f2", count: 8)

    /// Returns the hostile text as a JSON string.
    private func json() throws -> String {
        String(decoding: try JSONEncoder().encode(Self.hostile), as: UTF8.self)
    }

    /// Expects that the daemon wrote each line, and that no line has a control character.
    private func expectLines(_ log: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(log.hasSuffix("\n"), sourceLocation: sourceLocation)
        for line in log.split(separator: "\n") {
            let isOwn = line.contains(/^20\d\d-\d\d-\d\dT[0-9:.]{12}Z [a-z]+ [a-z]/) && !line.hasPrefix("2026-01-01T00")
            #expect(isOwn, "\(line)", sourceLocation: sourceLocation)
        }
        let isText = { (scalar: Unicode.Scalar) in scalar == "\n" || scalar.value > 0x1F && scalar != "\u{202E}" }
        #expect(log.unicodeScalars.allSatisfy(isText), sourceLocation: sourceLocation)
    }

    @Test func `Docker and the log get the key and value of an option as printable text`() throws {
        let daemon = try Daemon()
        try daemon.process.start(logLevel: "trace")
        let client = try daemon.process.connect()
        for (options, place) in [(#"\#(try json()):"1""#, "option "), (#""mtu":\#(try json())"#, "option mtu: ")] {
            let error = #expect(throws: PluginCallError.self) { try client.createNetwork("n1", options: options) }
            let shown = error?.message ?? ""
            #expect(shown.contains(place) && shown.contains(Self.printable), "\(shown)")
            #expect(!shown.contains("\u{1B}") && !shown.contains("\n") && !shown.contains("\0"))
        }
        daemon.process.stop()
        let log = daemon.process.log
        try expectLines(log)
        #expect(log.split(separator: "\n").count { $0.contains(Self.printable) } >= 2)
    }

    @Test func `a process that holds a port is shown as printable text, whatever its name is`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1")
        let script = #"""
            import os, socket, time
            holder = socket.socket()
            holder.bind(("127.0.0.1", 8080))
            holder.listen()
            open("/proc/self/comm", "w").write("a\x1b[2J\n\u202e b")
            child = os.fork()
            if child == 0:
                open("/proc/self/comm", "w").write("a\x1b[2J\n\u202e b")
                for descriptor in 0, 1, 2: os.close(descriptor)
                time.sleep(60)
                os._exit(0)
            print(child)
            """#
        let child = try #require(try await Int32(daemon.witness("python3", "-", input: script).dropLast()))
        defer { kill(child, SIGKILL) }
        let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/16", ports: [PublishedPort(80, host: 8080)])
        try life.create(client)
        _ = try life.join(client)
        // Before the child sets its own name, it is a copy of its parent.
        let expected = #"is in use by a\u001b[2J\n\u202e b (process \#(child))"#
        let deadline = ContinuousClock.now + .seconds(60)
        var shown = ""
        repeat {
            shown = #expect(throws: PluginCallError.self) { try life.program(client) }?.message ?? ""
        } while !shown.hasSuffix(expected) && ContinuousClock.now < deadline
        #expect(shown.hasSuffix(expected), "\(shown)")
        daemon.process.stop()
        try expectLines(daemon.process.log)
        #expect(daemon.process.log.contains(#"is in use by a\u001b[2J\n\u202e b (process \#(child))"#))
    }

    @Test func `an error that quotes a long value is shortened in the reply to Docker and in the log`() throws {
        let daemon = try Daemon()
        try daemon.process.start()
        let client = try daemon.process.connect()
        let long = String(repeating: "x", count: 60_000)
        let error = #expect(throws: PluginCallError.self) {
            try client.createNetwork("n1", options: #""mtu":"\#(long)""#)
        }
        #expect(error.map { ($0.message ?? "").utf8.count < 5000 } == true)
        daemon.process.stop()
        #expect(daemon.process.log.split(separator: "\n").allSatisfy { $0.utf8.count < 10_000 })
    }

    @Test func `tables show names as printable text, and JSON output has them unchanged`() async throws {
        let daemon = try Daemon()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "engine-\(UUID().uuidString.prefix(8))"
        )
        daemon.process.dockerSocketPath = path.path
        let engine = ImaginedEngine(socketPath: path.path)
        engine.has(networks: [Self.network: Self.hostile], containers: [Self.hostile: [Self.hostile: "e1"]])
        try engine.start()
        try daemon.process.start(logLevel: "trace")
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        let life = Life(
            network: Self.network,
            endpoint: "e1",
            address: "10.1.0.2/16",
            ports: [PublishedPort(80, host: 80)]
        )
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !daemon.command("networks").contains(Self.printable), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        for (list, count) in [("networks", 2), ("endpoints", 2)] {
            let table = try await daemon.command(list)
            #expect(table.contains(Self.printable), "\(table)")
            #expect(table.split(separator: "\n").count == count, "\(table)")
            #expect(!table.contains("\u{1B}") && !table.contains("\0") && !table.contains("\u{202E}"))
        }
        #expect(try await daemon.command("ports").contains(Self.printable))
        let text = try await daemon.command("networks", "--format", "json")
        struct Row: Decodable { let name: String }
        #expect(try JSONDecoder().decode([Row].self, from: Data(text.utf8)).map(\.name) == [Self.hostile])
        #expect(!text.contains("\u{202E}"))

        // The error output of a command goes to a terminal too.
        let error = await #expect(throws: CommandError.self) { try await daemon.command("pools", "a\u{1B}[2J\u{202E}") }
        #expect(error?.output.contains(#"a\u001b[2J\u202e"#) == true, "\(error?.output ?? "")")
        #expect(error?.output.contains("\u{1B}") == false)
        daemon.process.stop()
        try expectLines(daemon.process.log)
    }
}
