// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOSSL

/// A handshake in memory with a client that trusts one CA and ignores the server's name, as Docker does.
struct Rehearsal {
    /// The server's context, without the check of client certificates.
    let server: NIOSSLContext

    /// The certificates that the client trusts.
    let roots: [NIOSSLCertificate]

    /// A Boolean value that indicates whether the handshake succeeds.
    var succeeds: Bool {
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(roots)
            configuration.certificateVerification = .noHostnameVerification
            let client = try NIOSSLContext(configuration: configuration)
            let ends = [
                EmbeddedChannel(handler: try NIOSSLClientHandler(context: client, serverHostname: nil)),
                EmbeddedChannel(handler: NIOSSLServerHandler(context: server)),
            ]
            defer { end(ends[0], ends[1]) }
            for end in ends { try end.connect(to: SocketAddress(unixDomainSocketPath: "rehearsal")).wait() }
            try exchange(ends[0], ends[1])
            return true
        } catch {
            return false
        }
    }

    /// Closes the session on both sides; each side waits for the other.
    private func end(_ one: EmbeddedChannel, _ other: EmbeddedChannel) {
        for end in [one, other] { end.close(promise: nil) }
        try? exchange(one, other)
        for end in [one, other] { end.embeddedEventLoop.run() }
    }

    /// Transfers bytes in both directions until neither side has any.
    ///
    /// - Throws: The error of either side.
    private func exchange(_ one: EmbeddedChannel, _ other: EmbeddedChannel) throws {
        var isQuiet = false
        while !isQuiet {
            isQuiet = true
            for (from, to) in [(one, other), (other, one)] {
                while let bytes = try from.readOutbound(as: ByteBuffer.self) {
                    try to.writeInbound(bytes)
                    isQuiet = false
                }
            }
        }
    }
}
