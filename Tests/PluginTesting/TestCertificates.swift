import Foundation
import LinuxSystem

/// Certificates made for a test by `openssl`, in a directory of the test's.
public struct TestCertificates: Sendable {
    /// Where they are.
    public let directory: String

    /// A certificate and its key, by their paths.
    public struct Pair: Sendable {
        /// The certificate's path.
        public let certificate: String
        /// The key's path.
        public let key: String
    }

    /// Makes the authority `ca`, and what it has signed: `server`, for 127.0.0.1 and localhost, `client`, and the `expired` one of a server.
    ///
    /// And an `other` authority that has signed the client `stranger`.
    public init(in directory: String) throws {
        self.directory = directory
        for authority in ["ca", "other"] { try makeAuthority(authority) }
        for (name, authority) in [("server", "ca"), ("client", "ca"), ("stranger", "other")] {
            try make(name, signedBy: authority)
        }
        try make("expired", signedBy: "ca", days: -1)
    }

    /// The path of an authority's certificate.
    public func authority(_ name: String = "ca") -> String { "\(directory)/\(name).pem" }

    /// The certificate of a name, and its key.
    public subscript(_ name: String) -> Pair {
        Pair(certificate: "\(directory)/\(name).pem", key: "\(directory)/\(name).key")
    }

    private func makeAuthority(_ name: String) throws {
        try openssl(
            ["req", "-x509", "-days", "2"] + newKey(name) + [
                "-out", authority(name), "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign",
            ]
        )
    }

    private func make(_ name: String, signedBy authority: String, days: Int = 2) throws {
        let request = "\(directory)/\(name).csr"
        let extensions = "\(directory)/\(name).ext"
        try openssl(["req", "-new"] + newKey(name) + ["-out", request])
        try Data("subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n".utf8)
            .write(to: URL(fileURLWithPath: extensions))
        try openssl([
            "x509", "-req", "-in", request, "-CA", self.authority(authority), "-CAkey", self[authority].key,
            "-CAcreateserial", "-days", "\(days)", "-extfile", extensions, "-out", self[name].certificate,
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
