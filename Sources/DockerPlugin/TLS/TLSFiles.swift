// SPDX-License-Identifier: Apache-2.0

/// The TLS files of a server: paths of PEM files for its own certificate and the CA of its clients.
public struct TLSFiles: Hashable, Sendable {
    /// The server's certificate, followed by the intermediate certificates up to the CA.
    public let certificate: String

    /// The certificate's private key, without a passphrase.
    public let key: String

    /// The certificates of the CA that signed the clients' certificates and the server's own; without it, any client may connect.
    ///
    /// One CA serves both sides, as with Docker's own `--tlsverify`: Docker checks the server's certificate with this file.
    public let clientCA: String?

    /// Creates a reference to files that the server loads at its start.
    public init(certificate: String, key: String, clientCA: String?) {
        self.certificate = certificate
        self.key = key
        self.clientCA = clientCA
    }
}

/// An error in a TLS file, in one line.
struct TLSFileError: Error, Hashable, CustomStringConvertible {
    /// The role of the file: "certificate", "key" or "CA".
    let role: String
    let path: String
    let cause: String

    var description: String { "\(role) \(path): \(cause)" }
}
