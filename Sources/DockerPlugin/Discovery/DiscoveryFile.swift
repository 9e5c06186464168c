// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The file by which Docker finds a plugin: `NAME.json` or `NAME.spec` in `/etc/docker/plugins` or `/usr/lib/docker/plugins`.
///
/// A socket in `/run/docker/plugins` needs none, and is found first. Docker reads the file once, when the plugin is first needed.
public struct DiscoveryFile: Hashable, Sendable {
    /// The driver's name, which Docker takes from the file's name instead.
    public let name: String

    /// Where the plugin listens.
    public let listener: PluginListener

    /// What Docker shows a plugin that lets in only whom it knows.
    public let client: TLSClientFiles?

    /// The file of a plugin that listens there.
    public init(name: String, listener: PluginListener, client: TLSClientFiles?) {
        self.name = name
        self.listener = listener
        self.client = client
    }

    /// What stands in `NAME.spec`: where the plugin is, and nothing else.
    ///
    /// - Throws: a ``DiscoveryError`` where Docker needs a certificate, which only `NAME.json` names.
    public func spec() throws(DiscoveryError) -> String {
        let address = try address()
        guard tls?.clientCA == nil else {
            throw DiscoveryError("a .spec cannot name the certificate that Docker shows: take json")
        }
        return address + "\n"
    }

    /// What stands in `NAME.json`.
    ///
    /// Without a CA Docker is told not to check the server, which it would not do anyway.
    ///
    /// - Throws: a ``DiscoveryError`` where Docker needs a certificate and none is given, or one is given for nothing.
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

    /// Docker speaks TLS by the scheme, not because it has certificates.
    private func address() throws(DiscoveryError) -> String {
        switch listener {
        case .path(let path): return "unix://\(path)"
        case .adopted: throw DiscoveryError("\(listener) has no address that could be written down")
        case .tcp(let listener):
            guard !["0.0.0.0", "::"].contains(listener.host) else {
                throw DiscoveryError("\(listener) is every address of the host: name the one that Docker shall call")
            }
            return "\(listener.tls == nil ? "tcp" : "https")://\(listener.authority)"
        }
    }

    private func tlsContent() throws(DiscoveryError) -> Content.TLS? {
        guard let tls else {
            guard client == nil else { throw DiscoveryError("without TLS, Docker shows no certificate: name none") }
            return nil
        }
        guard client != nil || tls.clientCA == nil else {
            throw DiscoveryError("only who has a certificate of the CA is let in: name the one that Docker shall show")
        }
        return Content.TLS(
            trustsAnybody: tls.clientCA == nil,
            authority: tls.clientCA,
            certificate: client?.certificate,
            key: client?.key
        )
    }
}

/// What Docker shows to a plugin: the paths of files in PEM, as Docker finds them.
public struct TLSClientFiles: Hashable, Sendable {
    /// Docker's certificate.
    public let certificate: String

    /// The certificate's private key.
    public let key: String

    /// The files at these paths; Docker, not the plugin, reads them.
    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// Why Docker could not find a plugin by a file; prints as one line.
public struct DiscoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error in one line.
    public let description: String

    init(_ cause: String) {
        description = "discovery file: \(cause)"
    }
}

/// Docker's words.
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
