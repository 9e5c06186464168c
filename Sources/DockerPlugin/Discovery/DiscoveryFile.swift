// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A plugin discovery file: `NAME.json` or `NAME.spec` in `/etc/docker/plugins` or `/usr/lib/docker/plugins`.
///
/// A socket in `/run/docker/plugins` needs no file, and takes precedence. Docker reads the file once, on the first use of the plugin.
public struct DiscoveryFile: Hashable, Sendable {
    /// The name of the driver; Docker uses the name of the file instead.
    public let name: String

    /// The listener of the plugin.
    public let listener: PluginListener

    /// The client certificate and key of Docker, for a plugin that requires them.
    public let client: TLSClientFiles?

    /// Creates the file of a plugin with this listener.
    public init(name: String, listener: PluginListener, client: TLSClientFiles?) {
        self.name = name
        self.listener = listener
        self.client = client
    }

    /// Returns the contents of `NAME.spec`: the address of the plugin only.
    ///
    /// - Throws: A ``DiscoveryError`` if Docker needs a client certificate, which only `NAME.json` can name.
    public func spec() throws(DiscoveryError) -> String {
        let address = try address()
        guard tls?.clientCA == nil else {
            throw DiscoveryError("a .spec file cannot name a client certificate; use json")
        }
        return address + "\n"
    }

    /// Returns the contents of `NAME.json`.
    ///
    /// Without a CA, the file turns off the check of the server's certificate, which Docker skips in that case anyway.
    ///
    /// - Throws: A ``DiscoveryError`` if Docker needs a client certificate that is not given, or if one is given without need.
    public func json() throws(DiscoveryError) -> String {
        let content = Content(name: name, address: try address(), tls: try tlsContent())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(content) else { throw DiscoveryError("cannot be written as JSON") }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    private var tls: TLSFiles? {
        if case .tcp(let listener) = listener { listener.tls } else { nil }
    }

    /// Docker uses TLS because of the scheme `https`, not because of the certificates.
    private func address() throws(DiscoveryError) -> String {
        switch listener {
        case .path(let path): return "unix://\(path)"
        case .adopted: throw DiscoveryError("\(listener) has no fixed address")
        case .tcp(let listener):
            guard !["0.0.0.0", "::"].contains(listener.host) else {
                throw DiscoveryError("\(listener) is every address of the host; name the address for Docker")
            }
            return "\(listener.tls == nil ? "tcp" : "https")://\(listener.authority)"
        }
    }

    private func tlsContent() throws(DiscoveryError) -> Content.TLS? {
        guard let tls else {
            guard client == nil else { throw DiscoveryError("a client certificate needs TLS; omit it") }
            return nil
        }
        guard client != nil || tls.clientCA == nil else {
            throw DiscoveryError("--tls-ca requires a client certificate; name the certificate for Docker")
        }
        return Content.TLS(
            trustsAnybody: tls.clientCA == nil,
            authority: tls.clientCA,
            certificate: client?.certificate,
            key: client?.key
        )
    }
}

/// The TLS client files of Docker: paths of PEM files on Docker's host.
public struct TLSClientFiles: Hashable, Sendable {
    /// Docker's certificate.
    public let certificate: String

    /// The certificate's private key.
    public let key: String

    /// Creates a reference to files that Docker reads, not the plugin.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// An error in a discovery file, in one line.
public struct DiscoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error in one line.
    public let description: String

    init(_ cause: String) {
        description = "discovery file: \(cause)"
    }
}

/// The JSON object with Docker's keys.
private struct Content: Encodable {
    struct TLS: Encodable {
        let trustsAnybody: Bool
        let authority: String?
        let certificate: String?
        let key: String?

        enum CodingKeys: String, CodingKey {
            case trustsAnybody = "InsecureSkipVerify"
            case authority = "CAFile"
            case certificate = "CertFile"
            case key = "KeyFile"
        }
    }

    let name: String
    let address: String
    let tls: TLS?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case address = "Addr"
        case tls = "TLSConfig"
    }
}
