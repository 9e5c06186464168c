// SPDX-License-Identifier: Apache-2.0

package import NIOCore
package import NIOHTTP1

/// A response to a request.
package struct HTTPAnswer: Sendable {
    /// The status.
    package let status: HTTPResponseStatus
    /// The media type of the body.
    package let contentType: String
    /// The body.
    package let body: ByteBuffer

    /// Creates a response with a body.
    package init(_ status: HTTPResponseStatus, contentType: String, body: ByteBuffer) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// Creates a response with a text.
    package init(_ status: HTTPResponseStatus, text: String, contentType: String = "text/plain; charset=utf-8") {
        self.init(status, contentType: contentType, body: ByteBuffer(string: text))
    }

    /// Returns the head; `isLast` announces that the connection ends after the response.
    func head(isLast: Bool) -> HTTPResponseHead {
        var headers: HTTPHeaders = ["Content-Length": "\(body.readableBytes)"]
        if body.readableBytes > 0 { headers.add(name: "Content-Type", value: contentType) }
        if isLast { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}
