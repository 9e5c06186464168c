// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import PluginTesting
import Testing

/// The output of `mdnp status` and `mdnp version`.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct StatusTests {
    private struct Status: Decodable {
        struct Setting: Decodable {
            let name, value: String
        }

        let version, started, reconciled: String
        let engine: String?
        let pid: Int32
        let networks, endpoints, ports, pools, repairs, findings: Int
        let sockets: [String]
        let settings: [Setting]
    }

    private func status(_ daemon: Daemon) async throws -> Status {
        let text = try await daemon.command("status", "--format", "json")
        return try #require(try JSONDecoder().decode([Status].self, from: Data(text.utf8)).first)
    }

    @Test func `status shows the inventory and that the daemon runs`() async throws {
        let daemon = try Daemon()
        try await daemon.witness("sysctl", "-qw", "net.ipv4.ip_forward=1")
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1")
        let life = Life(
            network: "n1",
            endpoint: "e1",
            address: "10.1.0.2/16",
            ports: [PublishedPort(80, host: 8080), PublishedPort(81, host: 8081)]
        )
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        _ = try client.requestPool("10.2.0.0/24")
        let status = try await status(daemon)
        #expect(status.pid == daemon.process.processID)
        #expect(status.sockets == [daemon.process.socketPath])
        #expect((status.networks, status.endpoints, status.pools) == (1, 1, 1))
        #expect(status.ports == (try await ports(daemon)))
        #expect(status.engine == nil)
        #expect(status.started <= status.reconciled)
        let table = try await daemon.command("status")
        let lines = table.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map { $0.trimming() } }
        #expect(lines.first == ["daemon", "running"])
        #expect(lines.contains(["state", daemon.process.stateDirectory.path]))
        #expect(lines.contains(["engine", "off"]))
        #expect(lines.contains(["endpoints", "1"]))
        #expect(!table.contains("\u{1B}"))
    }

    private func ports(_ daemon: Daemon) async throws -> Int {
        try await daemon.command("ports").split(separator: "\n").count - 1
    }

    @Test func `status counts the findings of the doctor and exits with 0`() async throws {
        let daemon = try Daemon()
        try daemon.process.start()
        try daemon.process.connect().createNetwork("n1")
        try await daemon.witness("sysctl", "-qw", "net.ipv4.ip_forward=0")
        #expect(try await status(daemon).findings == 1)
        #expect(try await daemon.command("status").contains(#"1, see "mdnp doctor""#))
    }

    @Test(arguments: ["table", "json"]) func `status prints a remedy if no daemon runs`(format: String) async throws {
        let daemon = try Daemon()
        let error = await #expect(throws: CommandError.self) {
            try await daemon.command("status", "--format", format)
        }
        #expect(error?.code == 3)
        #expect(
            error?.output == """
                mdnp: no daemon is running on \(daemon.process.adminSocketPath); start it as root with "mdnp serve", or name \
                its socket with --admin-socket

                """
        )
    }

    @Test func `a user without permission for the socket gets an error with the remedy, although a daemon runs`()
        async throws
    {
        let daemon = try Daemon()
        try daemon.process.start()
        let socket = daemon.process.adminSocketPath
        let command = "'\(daemon.process.executablePath)' networks --admin-socket '\(socket)'"
        let error = await #expect(throws: CommandError.self) {
            try await daemon.witness("setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", command)
        }
        #expect(error?.code == 1)
        #expect(error?.output == "mdnp: \(socket): permission denied; run the command as root\n")
    }

    @Test func `status lists each option of serve with its value in force`() async throws {
        let daemon = try Daemon()
        daemon.process.options = ["--pool-range", "10.77.0.0/16/24"]
        try daemon.process.start()
        let help = try await daemon.witness(daemon.process.executablePath, "help", "serve")
        let options = Set(help.matches(of: /--([a-z-]+)/).map { String($0.output.1) }).subtracting(["help", "version"])
        let settings = Dictionary(
            uniqueKeysWithValues: try await status(daemon).settings.map { ($0.name, $0.value) }
        )
        #expect(Set(settings.keys) == options, "Serve+Description.swift lists the settings")
        #expect(settings["pool-range"] == "10.77.0.0/16/24")
        #expect(settings["docker-socket"] == "off")
        #expect(settings["admin-socket"] == daemon.process.adminSocketPath)
    }

    @Test func `output on a terminal has colours unless the user disables them, and other output has none`()
        async throws
    {
        let daemon = try Daemon()
        let line = "\(daemon.process.executablePath) version"
        func output(_ environment: String) async throws -> String {
            try await daemon.witness("script", "-qec", "env -u NO_COLOR \(environment) \(line)", "/dev/null")
        }
        #expect(try await output("TERM=xterm").contains("\u{1B}[1mmdnp\u{1B}[0m "))
        for environment in ["TERM=dumb", "TERM=xterm NO_COLOR=1", "-u TERM"] {
            let words = try await output(environment)
            #expect(words.contains("mdnp ") && !words.contains("\u{1B}"), "\(environment)")
        }
        #expect(try await daemon.witness("sh", "-c", "TERM=xterm \(line)").hasPrefix("mdnp "))
    }

    @Test func `the version is printed without a daemon`() async throws {
        let daemon = try Daemon()
        let program = daemon.process.executablePath
        let short = try await daemon.witness(program, "--version").trimming()
        let table = try await daemon.witness(program, "version")
        #expect(table.hasPrefix("mdnp             \(short)\n"))
        let text = try await daemon.witness(program, "version", "--format", "json")
        let versions = try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
        #expect(versions.first?["mdnp"] == short)
        #expect(versions.first?["plugin_protocol"] == "1.2")
    }
}

extension StringProtocol {
    fileprivate func trimming() -> String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
