import NIOCore
import NIOHTTP1

/// One request of a client, complete.
struct PluginCall: Sendable {
    /// The HTTP method; Docker sends `POST` only.
    let method: HTTPMethod

    /// The path, such as `/NetworkDriver.Join`.
    let path: String

    /// The body; empty if it was too large to keep.
    let body: ByteBuffer

    /// Whether the body was larger than the limit, and thrown away.
    let isTooLarge: Bool

    /// Whether the client may send more on the same connection.
    let keepsAlive: Bool

    /// The call that `head` began.
    init(_ head: HTTPRequestHead, body: ByteBuffer, isTooLarge: Bool = false) {
        self.method = head.method
        self.path = head.uri
        self.body = body
        self.isTooLarge = isTooLarge
        self.keepsAlive = head.isKeepAlive
    }
}
