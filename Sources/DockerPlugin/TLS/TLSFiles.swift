// SPDX-License-Identifier: Apache-2.0

/// What a server proves itself with, and whom it lets in: the paths of files in PEM.
public struct TLSFiles: Hashable, Sendable {
    /// The server's certificate, followed by those that lead from it up to the CA's.
    public let certificate: String

    /// The certificate's private key, without a passphrase.
    public let key: String

    /// The certificates of the CA that signs the clients', and the server's own too; without it anybody is let in.
    ///
    /// One CA for both sides, as with Docker's own `--tlsverify`: Docker checks the server by the file that is given here.
    public let clientCA: String?

    /// The files at these paths, which are read when the server starts.
    public init(certificate: String, key: String, clientCA: String?) {
        self.certificate = certificate
        self.key = key
        self.clientCA = clientCA
    }
}

/// Why a server cannot be what its files say; prints as one line.
struct TLSFileError: Error, Hashable, CustomStringConvertible {
    /// What the file is: "certificate", "key" or "CA".
    let role: String
    let path: String
    let cause: String

    var description: String { "\(role) \(path): \(cause)" }
}
