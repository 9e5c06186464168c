// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The output of commands for people: on terminals of two widths, and in a pipe.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ScreenTests {
    private nonisolated static let network = String(repeating: "7b90d1e4", count: 8)
    private nonisolated static let endpoint = String(repeating: "5f3a", count: 16)

    /// Starts a daemon on a host with an uplink, with a container that publishes a port.
    private func daemon() async throws -> Daemon {
        let daemon = try Daemon()
        let setup = """
            ip link set lo up; ip link add eth0 mtu 1380 type veth peer name peer0
            ip link set eth0 up; ip link set peer0 up; ip addr add 192.0.2.1/24 dev eth0
            ip route add default via 192.0.2.254; sysctl -qw net.ipv4.ip_forward=1
            """
        try await daemon.witness("sh", "-c", setup)
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network, options: #""mtu":"auto""#)
        let ports = [PublishedPort(80, host: 8080)]
        let life = Life(network: Self.network, endpoint: Self.endpoint, address: "10.1.0.2/16", ports: ports)
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        return daemon
    }

    /// Returns the lines of a command on a terminal.
    private func lines(_ daemon: Daemon, columns: Int, _ words: String...) async throws -> [String] {
        let command = [daemon.process.executablePath] + words + ["--admin-socket", daemon.process.adminSocketPath]
        let line = "stty cols \(columns); NO_COLOR=1 \(command.joined(separator: " "))"
        let text = try await daemon.witness("script", "-qec", line, "/dev/null")
        return text.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
    }

    @Test func `networks show the MTU in force, and JSON the option beside it`() async throws {
        let daemon = try await daemon()
        #expect(try await daemon.command("networks").contains(/10\.1\.0\.1 +1380 +1\n/))
        let json = try await daemon.command("networks", "--format", "json")
        #expect(json.contains(#""mtu" : 1380"#) && json.contains(#""mtu_option" : "auto""#))
        try await daemon.witness("ip", "link", "set", "eth0", "mtu", "1340")
        let deadline = ContinuousClock.now + .seconds(90)
        while try await !daemon.command("networks").contains(" 1340 "), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(200))
        }
        #expect(try await daemon.command("networks").contains(" 1340 "))
    }

    @Test func `explain follows the ways between a container and the Internet`() async throws {
        let daemon = try await daemon()
        let short = String(Self.endpoint.prefix(12))
        #expect(
            try await daemon.command("explain", "outside", "\(short):80").contains(
                "IPv4: outside can reach \(short):80"
            )
        )
        let closed = await #expect(throws: CommandError.self) {
            try await daemon.command("explain", "outside", "\(short):81")
        }
        #expect(try #require(closed).output.contains("port 81/tcp of endpoint \(short) is not published"))
        #expect(
            try await daemon.command("explain", short, "outside:443").contains("IPv4: \(short) can reach outside:443")
        )
        try await daemon.witness("ip", "route", "delete", "default")
        let lost = await #expect(throws: CommandError.self) {
            try await daemon.command("explain", "outside", "\(short):80")
        }
        #expect(try #require(lost).output.contains(/host +no +has no route to the Internet \(IPv4\)/))
    }

    @Test func `a list fits a terminal of 80 and of 160 columns, and is one line per row elsewhere`() async throws {
        let daemon = try await daemon()
        let short = String(Self.endpoint.prefix(12))
        let wide = try await lines(daemon, columns: 160, "endpoints")
        #expect(wide.count == 2)
        #expect(
            wide.last?.hasPrefix("\(short)  -     7b90d1e47b90") == true && wide.last?.hasSuffix(" \(short)") == true
        )
        let narrow = try await lines(daemon, columns: 80, "endpoints")
        #expect(narrow.count == 7)
        #expect(narrow.first == "ENDPOINT   \(short)" && narrow.last == "SANDBOX    \(short)")
        #expect(try await daemon.command("endpoints").split(separator: "\n").count == 2)
        let trace = try await lines(daemon, columns: 80, "explain", "outside", "\(short):80")
        #expect(trace.allSatisfy { $0.count <= 80 })
        #expect(trace.last == "IPv4: outside can reach \(short):80")
    }

    @Test func `an empty list shows a command on a terminal, and its titles elsewhere`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        for (list, command) in [
            ("networks", "docker network create"), ("endpoints", "docker run"), ("ports", "--publish"),
            ("pools", "--ipam-driver mdnp"),
        ] {
            #expect(try await lines(daemon, columns: 160, list).first?.contains(command) == true, "\(list)")
            #expect(try await daemon.command(list).split(separator: "\n").count == 1)
        }
    }
}
