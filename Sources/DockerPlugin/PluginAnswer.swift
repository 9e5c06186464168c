// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import NIOCore
import NIOHTTP1
import Spelling

/// What a call is answered.
struct PluginAnswer: Sendable {
    /// The HTTP status; only 200 is success to Docker.
    let status: HTTPResponseStatus

    /// The JSON body.
    let body: ByteBuffer

    /// What went wrong, as it is known here; nil for success.
    let message: String?

    /// The most that Docker is told of what went wrong, in bytes.
    private static let limit = 4096

    /// Success, with a JSON body.
    init(json: ByteBuffer) {
        self.status = .ok
        self.body = json
        self.message = nil
    }

    /// A failure that Docker shows to the user.
    ///
    /// Docker reads the text from `Err`; an answer of an IPAM driver it would read from `Error`. It shows the text on a terminal as it is, so
    /// it gets one line of text.
    init(_ status: HTTPResponseStatus, _ message: String) {
        self.status = status
        let line = message.printable(limit: Self.limit)
        self.body = JSON.encode(["Err": line, "Error": line]) ?? ByteBuffer(string: line)
        self.message = message
    }

    /// Success, and nothing to say: `{}`.
    static var empty: Self { Self(json: ByteBuffer(string: "{}")) }

    /// The head of the HTTP response.
    func head(closing: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders([
            ("Content-Type", PluginProtocol.contentType),
            ("Content-Length", "\(body.readableBytes)"),
        ])
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "POST") }
        if closing { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}
