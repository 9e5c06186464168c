import Foundation
import Glibc

/// A client's TLS, of a library that is not the plugin's: `openssl s_client`, between a descriptor and a port.
public final class TLSTunnel: @unchecked Sendable {
    // Unchecked: what is mutable is Foundation's process, which is made once and only waited for.

    /// What is written here goes to the server, what it says is read here; whoever takes it closes it.
    public let descriptor: Int32

    private let process = Process()
    private let words: URL

    /// Connects as the holder of a certificate, or of none, with further words for `openssl s_client`.
    ///
    /// `inside` is a command that runs another in a namespace.
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
        words = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString.prefix(8))")
        try Data().write(to: words)
        let identity = pair.map { ["-cert", $0.certificate, "-key", $0.key] } ?? []
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            inside + ["openssl", "s_client", "-quiet", "-brief", "-connect", authority] + identity + options
        let far = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        process.standardInput = far
        process.standardOutput = far
        process.standardError = try FileHandle(forWritingTo: words)
        try process.run()
        try far.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: words)
    }

    private var said: String {
        get throws { try String(contentsOf: words, encoding: .utf8) }
    }

    /// Waits until the handshake is over, as far as the client knows.
    public func established() async throws {
        while process.isRunning, try !said.contains("CONNECTION ESTABLISHED") {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// What openssl complained of, once the server has ended the connection.
    public func complaints() async throws -> String {
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        return try said
    }
}
