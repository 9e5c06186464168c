// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// A complete request of a client.
struct PluginCall: Sendable {
    /// The HTTP method; Docker sends `POST` only.
    let method: HTTPMethod

    /// The path, such as `/NetworkDriver.Join`, truncated beyond the length of any method.
    let path: String

    /// The body; empty if it exceeded the limit.
    let body: ByteBuffer

    /// A Boolean value that indicates whether the body exceeded the limit and was discarded.
    let isTooLarge: Bool

    /// A Boolean value that indicates whether the connection stays open for another request.
    let keepsAlive: Bool

    /// The values of the `Host` fields.
    let hosts: [String]

    /// A Boolean value that indicates whether the request has an `Origin` field, as requests of web pages do.
    let hasOrigin: Bool

    /// The maximum length of the path, in characters: responses and the log contain the path.
    private static let pathLimit = 128

    /// Creates the call with this head.
    init(_ head: HTTPRequestHead, body: ByteBuffer, isTooLarge: Bool = false) {
        self.method = head.method
        self.path = String(head.uri.prefix(Self.pathLimit))
        self.body = body
        self.isTooLarge = isTooLarge
        self.keepsAlive = head.isKeepAlive
        self.hosts = head.headers["host"]
        self.hasOrigin = head.headers.contains(name: "origin")
    }
}
