// SPDX-License-Identifier: Apache-2.0

/// A route as `ip -json route` shows it.
public struct Route: Decodable, Hashable, Sendable {
    /// The next hop; absent if the destination is on the link.
    public let gateway: String?
    /// The name of the link.
    public let dev: String
}
