// SPDX-License-Identifier: Apache-2.0

/// The cause of a failed handshake, for the log.
struct HandshakeFailure: Hashable, CustomStringConvertible {
    let description: String

    /// The client closed the connection.
    static let gone = Self(description: "it has ended the connection")

    /// The names of errors in BoringSSL, and their causes; the first match counts.
    private static let known: [(reason: String, failure: Self)] = [
        ("EOF during handshake", gone),
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", Self(description: "it shows no certificate")),
        ("CERTIFICATE_VERIFY_FAILED", Self(description: "its certificate is not signed by the CA, or not valid now")),
        ("HTTP_REQUEST", Self(description: "it speaks plain HTTP, not TLS")),
        ("UNSUPPORTED_PROTOCOL", Self(description: "it speaks no TLS newer than 1.1")),
        ("WRONG_VERSION_NUMBER", Self(description: "it does not speak TLS")),
        ("DECRYPTION_FAILED", Self(description: "it has broken the handshake off")),
        ("ALERT_", Self(description: "it does not accept the server's certificate")),
    ]

    private init(description: String) {
        self.description = description
    }

    /// Creates the cause of a NIOSSL error; unknown errors keep their text.
    init(_ error: any Error) {
        let text = "\(error)"
        self = Self.known.first { text.contains($0.reason) }?.failure ?? Self(description: text)
    }
}
