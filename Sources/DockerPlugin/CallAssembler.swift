// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Assembles the parts of a request, up to the limit of its body.
struct CallAssembler {
    private enum State {
        case betweenCalls
        case reading(HTTPRequestHead, ByteBuffer)
        case discarding
    }

    private let limits: BodyLimits
    private var state = State.betweenCalls

    /// Creates an assembler with these limits.
    init(limits: BodyLimits) {
        self.limits = limits
    }

    /// A Boolean value that indicates whether no part of a call has arrived; a head counts only once it is complete.
    var isBetweenCalls: Bool {
        if case .betweenCalls = state { true } else { false }
    }

    /// Adds the next part; returns the call once it is complete or exceeds the limit.
    mutating func receive(_ part: HTTPServerRequestPart) -> PluginCall? {
        switch part {
        case .head(let head):
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            guard announced <= limits.limit(of: head.uri) else { return discard(head) }
            state = .reading(head, ByteBuffer())
            return nil
        case .body(var bytes):
            guard case .reading(let head, var body) = state else { return nil }
            guard body.readableBytes + bytes.readableBytes <= limits.limit(of: head.uri) else { return discard(head) }
            state = .betweenCalls  // otherwise, the body would be copied for each part
            body.writeBuffer(&bytes)
            state = .reading(head, body)
            return nil
        case .end:
            defer { state = .betweenCalls }
            guard case .reading(let head, let body) = state else { return nil }
            return PluginCall(head, body: body)
        }
    }

    private mutating func discard(_ head: HTTPRequestHead) -> PluginCall {
        state = .discarding
        return PluginCall(head, body: ByteBuffer(), isTooLarge: true)
    }
}
