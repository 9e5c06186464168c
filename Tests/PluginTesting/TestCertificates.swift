// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem

/// Certificates that `openssl` creates for a test, in a directory of the test.
public struct TestCertificates: Sendable {
    /// The directory of the certificates.
    public let directory: String

    /// The paths of a certificate and its key.
    public struct Pair: Sendable {
        /// The certificate's path.
        public let certificate: String
        /// The key's path.
        public let key: String
    }

    /// Creates the authority `ca`, and certificates that it signs: `server`, for 127.0.0.1 and localhost, `client`, and `expired`, which
    /// has expired.
    ///
    /// Further certificates: the authority `other`, which signs the client `stranger`; the authority `between`, which `ca` signs, and which
    /// signs the server `far`; and `old`, an expired certificate of `ca`.
    public init(in directory: String) throws {
        self.directory = directory
        for authority in ["ca", "other"] { try makeAuthority(authority) }
        for (name, authority) in [("server", "ca"), ("client", "ca"), ("stranger", "other")] {
            try make(name, signedBy: authority)
        }
        try make("expired", signedBy: "ca", days: -1)
        try make("between", signedBy: "ca", extensions: Self.authorityExtensions)
        try make("far", signedBy: "between")
        try openssl([
            "x509", "-in", authority(), "-signkey", self["ca"].key, "-days", "-1", "-out", authority("old"),
        ])
    }

    private static let authorityExtensions = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"]
    private static let endExtensions = [
        "subjectAltName=IP:127.0.0.1,DNS:localhost", "extendedKeyUsage=serverAuth,clientAuth",
    ]

    /// Returns the path of an authority's certificate.
    public func authority(_ name: String = "ca") -> String { "\(directory)/\(name).pem" }

    /// The paths of the certificate and key of a name.
    public subscript(_ name: String) -> Pair {
        Pair(certificate: "\(directory)/\(name).pem", key: "\(directory)/\(name).key")
    }

    private func makeAuthority(_ name: String) throws {
        let extensions = Self.authorityExtensions.flatMap { ["-addext", $0] }
        try openssl(["req", "-x509", "-days", "2"] + newKey(name) + ["-out", authority(name)] + extensions)
    }

    private func make(
        _ name: String,
        signedBy authority: String,
        days: Int = 2,
        extensions: [String] = endExtensions
    ) throws {
        let request = "\(directory)/\(name).csr"
        let file = "\(directory)/\(name).ext"
        try openssl(["req", "-new"] + newKey(name) + ["-out", request])
        try Data(extensions.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
        try openssl([
            "x509", "-req", "-in", request, "-CA", self.authority(authority), "-CAkey", self[authority].key,
            "-CAcreateserial", "-days", "\(days)", "-extfile", file, "-out", self[name].certificate,
        ])
    }

    private func newKey(_ name: String) -> [String] {
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        return curve + ["-nodes", "-keyout", self[name].key, "-subj", "/CN=\(name)"]
    }

    private func openssl(_ words: [String]) throws {
        let outcome = try Command(["openssl"] + words).run(input: "", timeLimit: .seconds(60))
        guard outcome.code == 0 else { throw PluginCallError("openssl \(words[0]): \(outcome.output)") }
    }
}
