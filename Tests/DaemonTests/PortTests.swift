// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct PortTests {
    private nonisolated static let network = String(repeating: "9c41e0f2", count: 8)

    private func daemon() async throws -> Daemon {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try daemon.process.start()
        try daemon.process.connect().createNetwork(Self.network)
        return daemon
    }

    private func attach(_ name: String, _ number: Int, _ daemon: Daemon, _ ports: PublishedPort...) throws -> Life {
        let life = Life(network: Self.network, endpoint: name, address: "10.1.0.\(number)/16", ports: ports)
        let client = try daemon.process.connect()
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        return life
    }

    /// Returns the rows of `mdnp ports --format json`, each as `HOST:PORT/PROTOCOL to ADDRESS:PORT`.
    private func ports(_ daemon: Daemon) async throws -> [String] {
        struct Row: Decodable {
            let network, endpoint, `protocol`, host_address, container_address: String
            let host_port, host_port_end, container_port, container_port_end: Int

            var host: String { ports(host_port, host_port_end) }
            var container: String { ports(container_port, container_port_end) }

            private func ports(_ first: Int, _ last: Int) -> String { first == last ? "\(first)" : "\(first)-\(last)" }
        }
        let text = try await daemon.command("ports", "--format", "json")
        return try JSONDecoder().decode([Row].self, from: Data(text.utf8)).map { row in
            #expect(row.network == Self.network)
            return
                "\(row.host_address):\(row.host)/\(row.protocol) to \(row.container_address):\(row.container)"
        }
    }

    /// Binds a port in a host process; returns its errno, or an empty string on success.
    private func bind(_ address: String, _ port: Int, _ daemon: Daemon) async throws -> String {
        let script = """
            import socket, sys
            family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
            taker = socket.socket(family, socket.SOCK_STREAM)
            taker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try: taker.bind((sys.argv[1], int(sys.argv[2])))
            except OSError as error: print(error.errno)
            """
        return try await daemon.witness("python3", "-", address, "\(port)", input: script)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func `65,535 ports of each protocol are read by each call, and none is published if descriptors run out`()
        async throws
    {
        let daemon = try await daemon()
        let client = try daemon.process.connect()
        func life(_ address: String) -> Life {
            let ports = [6, 17, 132].flatMap { transport in
                (1...65_535).map { PublishedPort($0, host: $0, transport: transport, address: address) }
            }
            return Life(network: Self.network, endpoint: "e1", address: "10.1.0.2/16", ports: ports)
        }
        // Ports with the longest text of an address.
        let everything = life("2001:db8:1111:2222:3333:4444:5555:6666")
        try everything.create(client)
        _ = try everything.join(client)
        let refusal = #expect(throws: PluginCallError.self) { try everything.program(client) }
        #expect(refusal?.message?.contains("2001:db8:1111:2222:3333:4444:5555:6666") == true)
        let refused = #expect(throws: PluginCallError.self) { try life("").program(client) }
        #expect(refused?.message?.contains("EMFILE") == true, "\(refused?.message ?? "")")
        #expect(try await ports(daemon).isEmpty)
        #expect(try await bind("0.0.0.0", 1, daemon).isEmpty)
        try everything.leave(client)
        try everything.delete(client)
    }

    @Test func `published ports are listed, reserved, kept over a kill, and removed with their endpoint`() async throws
    {
        let daemon = try await daemon()
        let life = try attach("e1", 2, daemon, PublishedPort(80, host: 8080), PublishedPort(53, transport: 17))
        let listed = try await ports(daemon)
        #expect(
            listed == [
                "0.0.0.0:8080/tcp to 10.1.0.2:80", ":::8080/tcp to 10.1.0.2:80", "0.0.0.0:32768/udp to 10.1.0.2:53",
                ":::32768/udp to 10.1.0.2:53",
            ]
        )
        let table = try await daemon.command("ports").split(separator: "\n")
        #expect(table[0].split(separator: " ") == ["HOST", "CONTAINER", "PROTOCOL", "NAME", "ENDPOINT", "NETWORK"])
        #expect(table[2].split(separator: " ") == ["[::]:8080", "10.1.0.2:80", "tcp", "-", "e1", "9c41e0f29c41"])
        for address in ["0.0.0.0", "127.0.0.1", "::"] {
            #expect(try await bind(address, 8080, daemon) == "\(EADDRINUSE)")
        }
        for stop in [{ daemon.process.kill() }, { _ = daemon.process.stop() }] {
            stop()
            let elements = try await daemon.witness("nft", "list", "map", "inet", "mdnp", "ports4")
            #expect(elements.contains("tcp . 8080 : 10.1.0.2 . 80"))
            try daemon.process.start()
            #expect(try await ports(daemon) == listed)
            #expect(try await bind("127.0.0.1", 8080, daemon) == "\(EADDRINUSE)")
        }
        try life.delete(daemon.process.connect())
        #expect(try await ports(daemon) == [])
        #expect(try await bind("0.0.0.0", 8080, daemon) == "")
    }

    @Test func `five hundred ports of one container need no processes or threads, and little memory`()
        async throws
    {
        let daemon = try await daemon()
        // The costs of the first port are not repeated.
        _ = try attach("e1", 2, daemon, PublishedPort(80, host: 8080))
        func threads() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.process.processID)/task").count
        }
        let (memory, count) = (daemon.process.residentMemory, try threads())
        let ports = (0..<500).map { PublishedPort(1000 + $0, host: 10000 + $0) }
        let life = Life(network: Self.network, endpoint: "e2", address: "10.1.0.3/16", ports: ports)
        let client = try daemon.process.connect()
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        #expect(daemon.process.residentMemory - memory < 10)
        // Threads that all such work shares process the ports.
        #expect(try threads() <= count + ProcessInfo.processInfo.activeProcessorCount)
        #expect(
            try await self.ports(daemon).filter { $0.contains("-") } == [
                "0.0.0.0:10000-10499/tcp to 10.1.0.3:1000-1499", ":::10000-10499/tcp to 10.1.0.3:1000-1499",
            ]
        )
        try life.delete(client)
        #expect(try await self.ports(daemon).count == 2)
    }

    /// Runs work while a host process listens on a port of 127.0.0.1.
    private func whileTaken(_ port: Int, _ daemon: Daemon, _ work: () async throws -> Void) async throws {
        // The process writes to the file once it listens, and keeps the port as long as the file exists.
        let signal = FileManager.default.temporaryDirectory.appendingPathComponent("mdnp-\(UUID().uuidString)")
        try Data().write(to: signal)
        let script = """
            import os, socket, sys, time
            taker = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            taker.bind(("127.0.0.1", int(sys.argv[1])))
            taker.listen()
            open(sys.argv[2], "w").write("listens")
            while os.path.exists(sys.argv[2]): time.sleep(0.02)
            """
        let witness = daemon.witness
        let taker = Task { try await witness("timeout", "55", "python3", "-", "\(port)", signal.path, input: script) }
        do {
            while try Data(contentsOf: signal).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            try await work()
        } catch {
            try? FileManager.default.removeItem(at: signal)
            throw error
        }
        try FileManager.default.removeItem(at: signal)
        _ = await taker.result
    }

    @Test func `a port in use is refused with the port and the process that has it`() async throws {
        let daemon = try await daemon()
        try await whileTaken(8080, daemon) {
            var words: String?
            do {
                _ = try attach("e1", 2, daemon, PublishedPort(80, host: 8080))
            } catch let error as PluginCallError {
                words = error.message
            }
            let expected =
                "publish ports: container port 80/tcp: host port 0.0.0.0:8080/tcp is in use by python3 (process "
            #expect(words?.contains(expected) == true, "\(words ?? "nothing")")
            #expect(try await ports(daemon) == [])
        }
    }

    @Test
    func `a start with a published port in use logs the conflict, keeps the port published, and reserves it later`()
        async throws
    {
        let daemon = try await daemon()
        _ = try attach("e1", 2, daemon, PublishedPort(80, host: 8080))
        daemon.process.kill()
        try await whileTaken(8080, daemon) {
            try daemon.process.start()
            #expect(try await ports(daemon).count == 2)
            #expect(daemon.process.log.contains("cannot reserve published port on the host"))
        }
        // mdnp binds the port after a change of the host links.
        try await daemon.witness("ip", "address", "add", "192.0.2.77/24", "dev", "lo")
        let deadline = ContinuousClock.now + .seconds(60)
        while try await bind("127.0.0.1", 8080, daemon) == "", ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await bind("127.0.0.1", 8080, daemon) == "\(EADDRINUSE)")
    }

    @Test func `deleted firewall rules are restored and counted`() async throws {
        let daemon = try await daemon()
        _ = try attach("e1", 2, daemon, PublishedPort(80, host: 8080))
        let before = try await daemon.witness("nft", "--stateless", "list", "ruleset")
        for command in ["flush ruleset", "delete table bridge mdnp", "flush set inet mdnp networks"] {
            try await daemon.witness("nft", command)
            let deadline = ContinuousClock.now + .seconds(15)
            while try await daemon.witness("nft", "--stateless", "list", "ruleset") != before,
                ContinuousClock.now < deadline
            {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await daemon.witness("nft", "--stateless", "list", "ruleset") == before)
        }
        #expect(daemon.process.log.contains("repaired count=3 kind=firewall"))
    }

    @Test func `a bridge, its address and its ports are restored`() async throws {
        let daemon = try await daemon()
        _ = try attach("e1", 2, daemon)
        let bridge = "mdnp-9c41e0f29c"
        func state() async throws -> String {
            let links = try await daemon.witness("ip", "-o", "-br", "address")
            let ports = try await daemon.witness("ip", "-o", "link", "show", "master", bridge)
            let carried = links.split(separator: "\n").filter { $0.hasPrefix(bridge) }
                .map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
            return "\(carried) \(ports.contains("mve1") && ports.contains("UP"))"
        }
        let before = try await state()
        #expect(before == #"["10.1.0.1/16"] true"#)
        for command in [
            "ip address del 10.1.0.1/16 dev \(bridge)", "ip link set \(bridge) down", "ip link set mve1 nomaster",
            "ip link set mve1 down", "ip link delete \(bridge)",
        ] {
            try await daemon.witness("sh", "-c", command)
            let deadline = ContinuousClock.now + .seconds(15)
            while (try? await state()) != before, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try await state() == before, "\(command): \(daemon.process.log.suffix(600))")
        }
    }

    @Test func `uninstall-rules requires a stopped daemon and removes all rules, and the next start restores them`()
        async throws
    {
        let daemon = try await daemon()
        _ = try attach("e1", 2, daemon, PublishedPort(80, host: 8080))
        let before = try await daemon.witness("nft", "--stateless", "list", "ruleset")
        let words = [
            daemon.process.executablePath, "uninstall-rules", "--state-directory", daemon.process.stateDirectory.path,
        ]
        let error = await #expect(throws: CommandError.self) {
            try await daemon.witness("sh", "-c", words.joined(separator: " ") + " 2>&1")
        }
        #expect(error?.output.contains("process \(daemon.process.processID)") == true, "\(error?.output ?? "")")
        #expect(daemon.process.stop() == 0)
        try await daemon.witness("sh", "-c", words.joined(separator: " "))
        #expect(try await daemon.witness("nft", "list", "ruleset") == "")
        try daemon.process.start()
        #expect(try await daemon.witness("nft", "--stateless", "list", "ruleset") == before)
    }
}
