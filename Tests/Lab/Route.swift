// SPDX-License-Identifier: Apache-2.0

/// A route as `ip -json route` shows it.
public struct Route: Decodable, Hashable, Sendable {
    /// The next hop; absent where the destination is on the link.
    public let gateway: String?
    /// The link's name.
    public let dev: String
}
