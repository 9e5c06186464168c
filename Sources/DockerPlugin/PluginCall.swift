// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One request of a client, complete.
struct PluginCall: Sendable {
    /// The HTTP method; Docker sends `POST` only.
    let method: HTTPMethod

    /// The path, such as `/NetworkDriver.Join`; of one that is longer than any method, its beginning.
    let path: String

    /// The body; empty if it was too large to keep.
    let body: ByteBuffer

    /// Whether the body was larger than the limit, and thrown away.
    let isTooLarge: Bool

    /// Whether the client may send more on the same connection.
    let keepsAlive: Bool

    /// The values of its `Host` fields.
    let hosts: [String]

    /// Whether it has an `Origin`, as what a web page makes a browser send.
    let hasOrigin: Bool

    /// How many characters of a path are kept: it comes back in the answer and the log.
    private static let pathLimit = 128

    /// The call that `head` began.
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
