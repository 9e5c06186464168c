// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import NIOCore
import NIOHTTP1
import Spelling

/// The response to a call.
struct PluginAnswer: Sendable {
    /// The HTTP status; Docker treats only 200 as success.
    let status: HTTPResponseStatus

    /// The JSON body.
    let body: ByteBuffer

    /// The complete error message; nil for success.
    let message: String?

    /// The objects of a failed call, for the log.
    let details: [String: String]

    /// The maximum length of the error message sent to Docker, in bytes.
    private static let limit = 4096

    /// Creates a successful response with a JSON body.
    init(json: ByteBuffer) {
        self.status = .ok
        self.body = json
        self.message = nil
        self.details = [:]
    }

    /// Creates an error response that Docker shows to the user.
    ///
    /// Docker reads the text from `Err`, and for an IPAM driver from `Error`. Docker prints the text to a terminal unescaped, so the
    /// response contains one line of printable text.
    init(_ status: HTTPResponseStatus, message: String, details: [String: String] = [:]) {
        self.status = status
        let line = message.printable(limit: Self.limit)
        self.body = JSON.encode(["Err": line, "Error": line]) ?? ByteBuffer(string: line)
        self.message = message
        self.details = details
    }

    /// The successful response without values: `{}`.
    static var empty: Self { Self(json: ByteBuffer(string: "{}")) }

    /// Returns the head of the HTTP response.
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
