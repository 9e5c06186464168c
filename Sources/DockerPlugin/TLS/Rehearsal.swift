// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOSSL

/// A handshake in memory, with a client that trusts one CA and does not ask for the server's name: what Docker will do.
struct Rehearsal {
    /// The server as it will be, but that it lets everybody in.
    let server: NIOSSLContext

    /// What the client trusts.
    let roots: [NIOSSLCertificate]

    /// Whether client and server come to terms.
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

    /// Ends the session from both ends; each waits for the other.
    private func end(_ one: EmbeddedChannel, _ other: EmbeddedChannel) {
        for end in [one, other] { end.close(promise: nil) }
        try? exchange(one, other)
        for end in [one, other] { end.embeddedEventLoop.run() }
    }

    /// Carries bytes to and fro until neither end has any; throws what an end says is wrong.
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
