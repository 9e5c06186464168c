// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import DockerPlugin
import Listening

/// The listening address for Docker, and the clients that may connect.
///
/// The daemon listens at one address, a socket or a port. Docker prefers a socket in its own directory over any file that names another
/// address.
struct ListenOptions: ParsableArguments {
    @Option(
        help: """
            Address for Docker: unix://PATH (the file name is the driver name), or tcp://HOST:PORT (Docker needs a plugin file, see \
            "mdnp discovery").
            """
    )
    var listen = ListenAddress.standard

    @Option(help: "Unix socket for Docker, short for --listen unix://PATH.")
    var socket: String?

    @Option(
        name: .customLong("tls-ca"),
        help: "CA that signs the daemon certificate and the certificates of accepted clients (PEM)."
    )
    var authority: String?

    @Option(name: .customLong("tls-certificate"), help: "Certificate of the daemon (PEM).")
    var certificate: String?

    @Option(name: .customLong("tls-key"), help: "Private key of the daemon certificate (PEM).")
    var key: String?

    @Flag(help: "Allow a port without client certificates: every client that can connect controls this host.")
    var insecure = false

    /// The listener that all of these options describe.
    ///
    /// - Throws: A `ListenerError` if the options contradict each other or are incomplete.
    func listener() throws(ListenerError) -> PluginListener {
        switch try place() {
        case .path(let path):
            guard [authority, certificate, key].allSatisfy({ $0 == nil }) else {
                throw ListenerError(subject: path, cause: "TLS needs a port; use --listen tcp://HOST:PORT")
            }
            return .path(path)
        case .port(let place):
            let plain = TCPListener(host: place.host, port: place.port, tls: nil, isInsecure: insecure)
            let tls = try files(for: "\(plain)")
            return .tcp(TCPListener(host: place.host, port: place.port, tls: tls, isInsecure: insecure))
        }
    }

    /// A Boolean value that indicates whether the options name a port; a passed socket is never one.
    var isPort: Bool {
        if case .port = listen { true } else { false }
    }

    private func place() throws(ListenerError) -> ListenAddress {
        guard let socket else { return listen }
        guard listen == .standard else {
            throw ListenerError(subject: socket, cause: "--listen and --socket: use only one of them")
        }
        return .path(socket)
    }

    private func files(for subject: String) throws(ListenerError) -> TLSFiles? {
        switch (certificate, key) {
        case (let certificate?, let key?):
            return TLSFiles(certificate: certificate, key: key, clientCA: authority)
        case (nil, nil) where authority == nil:
            return nil
        default:
            throw ListenerError(
                subject: subject,
                cause: "TLS needs --tls-certificate and --tls-key, and --tls-ca to verify Docker"
            )
        }
    }
}
