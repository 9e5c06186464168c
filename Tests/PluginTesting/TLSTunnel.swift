// SPDX-License-Identifier: Apache-2.0

import CLinux
import Foundation
import LinuxSystem

/// A TLS client of another library than the plugin's: `openssl s_client` between a descriptor and a port.
public final class TLSTunnel: @unchecked Sendable {
    // Unchecked: a test drives its tunnel from one place at a time.

    /// The descriptor for plain bytes to and from the server; its user closes it.
    public let descriptor: Int32

    private let words = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)").path
    private let process: pid_t
    private var isFinished = false

    /// Connects with a certificate or without one, with further options of `openssl s_client`.
    ///
    /// `inside` is a command that runs another command in a namespace.
    public init(
        to authority: String,
        as pair: TestCertificates.Pair? = nil,
        _ options: [String] = [],
        inside: [String] = []
    ) throws {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw PluginCallError("make a pair of sockets: errno \(errno)")
        }
        descriptor = ends[0]
        let identity = pair.map { ["-cert", $0.certificate, "-key", $0.key] } ?? []
        process = try Self.start(
            inside + ["openssl", "s_client", "-quiet", "-brief", "-connect", authority] + identity + options,
            input: OwnedDescriptor(adopting: ends[1]),
            errors: OwnedDescriptor(opening: words, access: .create)
        )
    }

    deinit {
        if !hasEnded {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        unlink(words)
    }

    /// A Boolean value that indicates whether the client has completed the handshake.
    public var isEstablished: Bool {
        get throws { try output.contains("CONNECTION ESTABLISHED") }
    }

    /// Waits until the client has completed the handshake.
    public func established() async throws {
        while try !hasEnded && !isEstablished { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Returns the error output of openssl, once the server has closed the connection.
    public func complaints() async throws -> String {
        while !hasEnded { try await Task.sleep(for: .milliseconds(5)) }
        return try output
    }

    private var output: String {
        get throws { try String(contentsOfFile: words, encoding: .utf8) }
    }

    private var hasEnded: Bool {
        if !isFinished { isFinished = waitpid(process, nil, WNOHANG) != 0 }
        return isFinished
    }

    /// Starts a process without Foundation's `Process`, which lists the open descriptors and crashes if one of them is closed meanwhile.
    private static func start(
        _ words: [String],
        input: borrowing OwnedDescriptor,
        errors: borrowing OwnedDescriptor
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        input.withRaw {
            posix_spawn_file_actions_adddup2(&actions, $0, 0)
            posix_spawn_file_actions_adddup2(&actions, $0, 1)
        }
        errors.withRaw { _ = posix_spawn_file_actions_adddup2(&actions, $0, 2) }
        var arguments = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var process = pid_t()
        guard posix_spawnp(&process, words[0], &actions, nil, &arguments, clinux_environment()) == 0 else {
            throw PluginCallError("cannot run \(words[0])")
        }
        return process
    }
}
