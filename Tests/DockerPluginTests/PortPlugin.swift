// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Glibc
import InMemoryLogging
import Logging
import PluginTesting

/// A plugin that listens on a port during a test.
struct PortPlugin {
    /// The address and port of the plugin, as in a URL.
    let authority: String
    /// The certificates of the test.
    ///
    /// The plugin uses `server`.
    let certificates: TestCertificates
    /// Stops the plugin gracefully.
    let stop: @Sendable () async -> Void

    private let log: InMemoryLogHandler

    /// Creates a TLS client with a certificate by name, or without one, and with further arguments for `openssl s_client`.
    func client(_ name: String? = "client", _ options: String...) throws -> (client: RawClient, tunnel: TLSTunnel) {
        let tunnel = try TLSTunnel(to: authority, as: name.map { certificates[$0] }, options)
        return (RawClient(adopting: tunnel.descriptor), tunnel)
    }

    /// Creates a client without TLS.
    func plainClient() throws -> RawClient { try RawClient(authority: authority) }

    /// The reasons for rejected clients, in order.
    var refusals: [String] {
        log.entries.filter { $0.message == "client rejected" }.map { "\($0.metadata["cause"] ?? "")" }
    }

    /// Runs a plugin on an unused loopback address, with TLS or without, then stops it.
    static func run(
        _ driver: JournalDriver = JournalDriver(),
        tls: Security = .mutual,
        _ body: (PortPlugin) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let certificates = try TestCertificates(in: directory)
            let listener = TCPListener(host: freshHost(), port: port, tls: tls.files(certificates))
            let log = InMemoryLogHandler()
            let service = DockerPluginService(
                networkDriver: driver,
                ipamDriver: driver,
                listener: .tcp(listener),
                logger: Logger(label: "test") { _ in log }
            )
            try await running(service) { stop in
                let authority = "\(listener.host):\(port)"
                while (try? RawClient(authority: authority)) == nil { try await Task.sleep(for: .milliseconds(5)) }
                try await body(PortPlugin(authority: authority, certificates: certificates, stop: stop, log: log))
            }
        }
    }

    /// The use of TLS.
    enum Security {
        case none, serverOnly, mutual

        func files(_ certificates: TestCertificates) -> TLSFiles? {
            guard self != .none else { return nil }
            let server = certificates["server"]
            let authority = self == .mutual ? certificates.authority() : nil
            return TLSFiles(certificate: server.certificate, key: server.key, clientCA: authority)
        }
    }

    /// The port of every plugin.
    static let port: UInt16 = 2470

    private static let count = Counter()

    /// Returns a loopback address that no other test and no other process uses.
    static func freshHost() -> String {
        let process = getpid()
        return "127.\(1 + process >> 8 & 0x7f).\(process & 0xff).\(1 + count.next())"
    }
}
