// SPDX-License-Identifier: Apache-2.0

import Foundation
package import NIOCore
package import NIOHTTP1

/// A complete request of a client.
package struct HTTPRequest: Sendable {
    /// The method, target, version and fields.
    package let head: HTTPRequestHead
    /// The body; empty for a request without one.
    package let body: ByteBuffer

    /// The path of the target, without its query.
    package var path: String { String(head.uri.prefix { $0 != "?" }) }

    /// Returns the first value of a query parameter; nil if the parameter is missing.
    package func parameter(_ name: String) -> String? {
        let query = head.uri.drop { $0 != "?" }.dropFirst()
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard String(parts[0]).removingPercentEncoding == name else { continue }
            return String(parts.count > 1 ? parts[1] : "").removingPercentEncoding
        }
        return nil
    }
}
