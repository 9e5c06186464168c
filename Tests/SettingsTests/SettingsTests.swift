// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Settings

struct SettingsTests {
    private static let known: [Setting] = [
        Setting("config", standard: "/nowhere/config.yaml"),
        Setting("socket", standard: "/run/docker/plugins/mdnp.sock"),
        Setting("state-directory"),
        Setting("pool-range", kind: .list),
        Setting("insecure", kind: .flag),
        Setting("metrics", standard: "127.0.0.1:9477"),
    ]

    /// Reads the settings with a configuration file of this text.
    private static func settings(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        file text: String? = nil
    ) async throws -> (settings: Settings, path: String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.map { try $0.write(toFile: path, atomically: true, encoding: .utf8) }
        let file = text == nil ? [:] : ["MDNP_CONFIG": path]
        let settings = try await Settings(
            of: known,
            arguments: arguments,
            environment: environment.merging(file) { $1 },
            otherVariables: ["MDNP_CRASH_AT"]
        )
        return (settings, path)
    }

    private static func refusal(environment: [String: String] = [:], file text: String? = nil) async throws -> String {
        let error = await #expect(throws: SettingsError.self) {
            try await Self.settings(environment: environment, file: text)
        }
        let line = try #require(error).description
        // The name of the file varies.
        return line.replacing(/^\/.*\.yaml/, with: "FILE")
    }

    @Test func `the command line takes precedence over the environment, and the environment over the file`()
        async throws
    {
        let text = "socket: /file\nstate-directory: /file\npool-range: [10.0.0.0/8/24, 10.1.0.0/16/24]\n"
        let (settings, path) = try await Self.settings(
            ["--socket", "/flag"],
            environment: ["MDNP_SOCKET": "/environment", "MDNP_STATE_DIRECTORY": "/environment", "PATH": "/bin"],
            file: text
        )
        #expect(
            settings.values.map(\.texts) == [
                [path], ["/flag"], ["/environment"], ["10.0.0.0/8/24", "10.1.0.0/16/24"], [], ["127.0.0.1:9477"],
            ]
        )
        #expect(
            settings.values.map(\.origin) == [
                .environment("MDNP_CONFIG"), .flag, .environment("MDNP_STATE_DIRECTORY"), .file(path), .standard,
                .standard,
            ]
        )
    }

    @Test func `the environment and the file complete the command line`() async throws {
        let (settings, path) = try await Self.settings(
            ["--socket=/flag"],
            environment: ["MDNP_POOL_RANGE": "10.0.0.0/8/24,10.1.0.0/16/24", "MDNP_SOCKET": "/environment"],
            file: "insecure: true\nstate-directory: /file\n"
        )
        #expect(
            settings.arguments == [
                "--config=\(path)", "--state-directory=/file", "--pool-range=10.0.0.0/8/24",
                "--pool-range=10.1.0.0/16/24",
                "--insecure",
            ]
        )
    }

    @Test func `without settings, no argument is added`() async throws {
        let (settings, _) = try await Self.settings()
        #expect(settings.arguments == [])
        #expect(settings.values.allSatisfy { $0.origin == .standard })
    }

    @Test(arguments: ["", "# nothing\n", "---\n"]) func `an empty file adds no argument`(text: String) async throws {
        let (settings, path) = try await Self.settings(file: text)
        #expect(settings.arguments == ["--config=\(path)"])
    }

    @Test func `texts stay texts, even if YAML reads them as numbers or Booleans`() async throws {
        let (settings, _) = try await Self.settings(file: "metrics: off\nstate-directory: 0x10\ninsecure: false\n")
        #expect(settings.arguments.dropFirst() == ["--state-directory=0x10", "--metrics=off"])
    }

    @Test func `a list in the file may be a single value without brackets`() async throws {
        let (settings, _) = try await Self.settings(file: "pool-range: 10.0.0.0/8/24\n")
        #expect(settings.arguments.dropFirst() == ["--pool-range=10.0.0.0/8/24"])
    }

    @Test func `arguments after the end of flags are not flags`() async throws {
        let (settings, _) = try await Self.settings(
            ["--", "--socket", "/flag"],
            environment: ["MDNP_SOCKET": "/environment"]
        )
        #expect(settings.arguments == ["--socket=/environment"])
    }

    @Test(arguments: [
        ("sokcet: /x\n", "FILE:1: sokcet does not exist; did you mean socket?"),
        (
            "socket: /x\ncolour: red\n",
            "FILE:2: colour does not exist; use one of socket, state-directory, pool-range, insecure, metrics"
        ),
        (
            "config: /x\n",
            "FILE:1: config does not exist; use one of socket, state-directory, pool-range, insecure, metrics"
        ),
        ("socket: [/x]\n", "FILE:1: socket takes one value"),
        ("pool-range: {a: b}\n", "FILE:1: pool-range takes a list of values"),
        ("pool-range: [[a]]\n", "FILE:1: pool-range takes a list of values"),
        ("insecure: yes\n", "FILE: insecure: yes is invalid; use true or false"),
        ("- socket\n", "FILE: is not a list of KEY: VALUE lines"),
        ("socket\n", "FILE: is not a list of KEY: VALUE lines"),
    ])
    func `an invalid file is refused with key and line`(text: String, line: String) async throws {
        #expect(try await Self.refusal(file: text) == line)
    }

    @Test(arguments: ["socket: [\n", "socket: /a\nsocket: /b\n", "\tsocket: a\n", "a: b: c\n"])
    func `a file that is not YAML is refused in one line`(text: String) async throws {
        let line = try await Self.refusal(file: text)
        #expect(line.hasPrefix("FILE: is not valid YAML: "))
        #expect(!line.contains("\n"))
    }

    @Test func `a named file must exist, and the default file need not`() async throws {
        #expect(
            try await Self.refusal(environment: ["MDNP_CONFIG": "/nowhere/at.yaml"])
                == "FILE: cannot be read: No such file or directory"
        )
    }

    /// Reads the settings with a file at this path, and ends the test after a time limit.
    private static func settings(at path: String) async throws -> Settings {
        try await Settings(of: known, arguments: [], environment: ["MDNP_CONFIG": path])
    }

    @Test(.timeLimit(.minutes(10))) func `the null device adds no argument`() async throws {
        #expect(try await Self.settings(at: "/dev/null").arguments == ["--config=/dev/null"])
    }

    @Test(.timeLimit(.minutes(10))) func `a pipe is refused, with and without a writer`() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path
        defer { unlink(path) }
        #expect(mkfifo(path, 0o600) == 0)
        let silent = await #expect(throws: SettingsError.self) { try await Self.settings(at: path) }
        #expect(silent?.description == "\(path): cannot be read: is not a file")
        let writer = open(path, O_RDWR)
        defer { close(writer) }
        #expect(write(writer, "insecure: true\n", 15) == 15)
        let written = await #expect(throws: SettingsError.self) { try await Self.settings(at: path) }
        #expect(written?.description == "\(path): cannot be read: is not a file")
    }

    @Test(.timeLimit(.minutes(10))) func `an endless file or device is not read to its end`() async throws {
        let error = await #expect(throws: SettingsError.self) { try await Self.settings(at: "/dev/zero") }
        #expect(error?.description == "/dev/zero: cannot be read: has more than 1048576 bytes")
        let line = try await Self.refusal(file: String(repeating: "# nothing\n", count: 200_000))
        #expect(line == "FILE: cannot be read: has more than 1048576 bytes")
    }

    @Test func `text that is not UTF-8 is refused`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data([0x73, 0xff, 0x0a]).write(to: file)
        let error = await #expect(throws: SettingsError.self) { try await Self.settings(at: file.path) }
        #expect(error?.description == "\(file.path): cannot be read: is not UTF-8 text")
    }

    @Test func `a directory is refused`() async throws {
        let error = await #expect(throws: SettingsError.self) {
            try await Self.settings(environment: ["MDNP_CONFIG": "/tmp"])
        }
        #expect(error?.description.hasPrefix("/tmp: cannot be read: ") == true)
    }

    @Test func `an unknown variable is refused by name`() async throws {
        #expect(
            try await Self.refusal(environment: ["MDNP_SOKCET": "/x"])
                == "environment: MDNP_SOKCET does not exist; did you mean MDNP_SOCKET?"
        )
        #expect(
            try await Self.refusal(environment: ["MDNP_INSECURE": "1"])
                == "MDNP_INSECURE: 1 is invalid; use true or false"
        )
    }

    @Test func `variables of other programs, and mdnp variables that are no settings, are ignored`() async throws {
        let (settings, _) = try await Self.settings(environment: ["MDNP_CRASH_AT": "7", "MDNPX": "", "HOME": "/root"])
        #expect(settings.arguments == [])
    }
}
