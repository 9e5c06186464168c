// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The daemon's settings from its environment and its configuration file.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ConfigTests {
    private let daemon: Daemon
    private let file: URL

    init() throws {
        daemon = try Daemon()
        file = FileManager.default.temporaryDirectory.appending(path: "mdnp-\(UUID()).yaml")
    }

    /// Runs the command with these variables and a configuration file with this text.
    private func mdnp(_ words: String..., variables: [String: String] = [:], file text: String = "") async throws
        -> String
    {
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let variables = variables.merging(["MDNP_CONFIG": file.path]) { first, _ in first }
        let line = ["env"] + variables.map { "\($0)=\($1)" } + [daemon.process.executablePath] + words
        return try await daemon.witness("sh", "-c", line.map { "'\($0)'" }.joined(separator: " "))
    }

    /// Runs a command that must fail with status 1, and returns its output.
    private func complaint(
        _ command: String,
        variables: [String: String] = [:],
        file text: String = ""
    ) async throws -> String {
        let error = await #expect(throws: CommandError.self) {
            try await mdnp(command, variables: variables, file: text)
        }
        #expect(error?.code == 1)
        return (error?.output ?? "").replacing(file.path, with: "FILE")
    }

    private struct Row: Decodable, Equatable {
        let setting: String
        let values: [String]
        let from: String
    }

    private func rows() async throws -> [Row] {
        let text = try await mdnp("config", "--format", "json")
        return try JSONDecoder().decode([Row].self, from: Data(text.utf8))
    }

    @Test
    func `the daemon applies its environment and its configuration file, and the commands find its socket by them`()
        async throws
    {
        let directory = daemon.process.stateDirectory.deletingLastPathComponent().path
        try "admin-socket: \(directory)/there.sock\nlog-level: critical\n"
            .write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let line = """
            export MDNP_CONFIG=\(file.path) MDNP_SOCKET=\(directory)/mdnp.sock MDNP_STATE_DIRECTORY=\(directory)/unused
            \(daemon.process.executablePath) serve --state-directory \(directory)/state --log-level info 2>\(directory)/log &
            for _ in $(seq 100); do test -S \(directory)/there.sock && break; sleep 0.1; done
            \(daemon.process.executablePath) networks
            kill $! && wait $!
            """
        #expect(try await daemon.witness("sh", "-c", line).hasPrefix("NETWORK"))
        #expect(FileManager.default.fileExists(atPath: "\(directory)/state"))
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/unused"))
        #expect(daemon.process.log.contains("starting"))
    }

    @Test func `each setting is shown with its value and its source`() async throws {
        let table = try await mdnp(
            "config",
            "--log-level=debug",
            variables: ["MDNP_SOCKET": "/run/a.sock"],
            file: "state-directory: /srv/mdnp\npool-range: [10.0.0.0/8/24, 'fd00:1::/48/64']\nresync-interval: 5\n"
        )
        let rows = table.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for row in [
            "SETTING VALUE FROM", "socket /run/a.sock MDNP_SOCKET", "state-directory /srv/mdnp \(file.path)",
            "admin-socket /run/mdnp/admin.sock default", "pool-range 10.0.0.0/8/24,fd00:1::/48/64 \(file.path)",
            "log-level debug command line", "resync-interval 5 \(file.path)", "config \(file.path) MDNP_CONFIG",
        ] {
            #expect(rows.contains(row))
        }
        #expect(!table.contains("link-returned-grace"), "what only tests need is not shown unless it is said")
    }

    @Test func `an unknown setting or an invalid value is refused in one sentence, and nothing is started`()
        async throws
    {
        let socket = "/run/mdnp-\(UUID()).sock"
        let variables = ["MDNP_SOCKET": socket]
        let unknown = try await complaint("serve", variables: variables, file: "log-levle: info\n")
        #expect(unknown == "mdnp: FILE:1: log-levle does not exist; did you mean log-level?\n")
        let level = try await complaint("serve", variables: variables, file: "log-level: noisy\n")
        #expect(level.hasPrefix("mdnp: FILE: log-level: The value 'noisy' is invalid"))
        #expect(level.split(separator: "\n").count == 1)
        let variable = try await complaint("serve", variables: ["MDNP_LOG_LEVEL": "noisy", "MDNP_SOCKET": socket])
        #expect(variable.hasPrefix("mdnp: MDNP_LOG_LEVEL: The value 'noisy' is invalid"))
        #expect(
            try await complaint("serve", variables: ["MDNP_SOKCET": socket])
                == "mdnp: environment: MDNP_SOKCET does not exist; did you mean MDNP_SOCKET?\n"
        )
        #expect(
            try await complaint("serve", variables: ["MDNP_CONFIG": "/nowhere.yaml", "MDNP_SOCKET": socket])
                == "mdnp: /nowhere.yaml: cannot be read: No such file or directory\n"
        )
        #expect(
            try await complaint("networks", file: "admin-sokcet: /x\n")
                == "mdnp: FILE:1: admin-sokcet does not exist; did you mean admin-socket?\n"
        )
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test func `the reference lists every setting with its default, in the order of the code, and no other`()
        async throws
    {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Documentation/Configuration.md"
        )
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        let documented = lines.drop { !$0.hasPrefix("| setting") }.dropFirst(2).prefix { $0.hasPrefix("|") }.map {
            line in
            line.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: [" ", "`"]) }
        }
        // The test names the file by a variable; the default is another path.
        let settings = try await rows().map { row in
            [row.setting, row.setting == "config" ? "/etc/mdnp/config.yaml" : row.values.joined(separator: ",")]
        }
        #expect(documented.map { $0[0] } == settings.map { $0[0] })
        #expect(documented.map { $0[1] == "none" ? "" : $0[1] } == settings.map { $0[1] })
    }
}
