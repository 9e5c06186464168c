// SPDX-License-Identifier: Apache-2.0

/// The cause of a failed handshake, for the log.
struct HandshakeFailure: Hashable, CustomStringConvertible {
    let description: String

    /// The client closed the connection.
    static let gone = Self(description: "client closed the connection")

    /// The names of errors in BoringSSL, and their causes; the first match counts.
    private static let known: [(reason: String, failure: Self)] = [
        ("EOF during handshake", gone),
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", Self(description: "client has no certificate")),
        (
            "CERTIFICATE_VERIFY_FAILED",
            Self(description: "client certificate is not signed by the CA, or not valid now")
        ),
        ("HTTP_REQUEST", Self(description: "client sent plain HTTP, not TLS")),
        ("UNSUPPORTED_PROTOCOL", Self(description: "client supports only TLS 1.1 or older")),
        ("WRONG_VERSION_NUMBER", Self(description: "client sent no TLS handshake")),
        ("DECRYPTION_FAILED", Self(description: "client aborted the handshake")),
        ("ALERT_", Self(description: "client rejected the server certificate")),
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
