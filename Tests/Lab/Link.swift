// SPDX-License-Identifier: Apache-2.0

/// A link as `ip -json address` shows it.
public struct Link: Decodable, Hashable, Sendable {
    /// An address on a link.
    public struct Address: Decodable, Hashable, Sendable {
        /// `inet` or `inet6`.
        public let family: String
        /// The address, without the prefix length.
        public let local: String
        /// The prefix length.
        public let prefixlen: Int
        /// `global`, `link` or `host`.
        public let scope: String
    }

    /// The name.
    public let name: String
    /// The MTU in bytes.
    public let mtu: Int
    /// The MAC address; absent where the kind of link has none.
    public let mac: String?
    /// The addresses of both families.
    public let addresses: [Address]

    /// The addresses of scope `global`, as `address/length`.
    public var globalAddresses: [String] {
        addresses.filter { $0.scope == "global" }.map { "\($0.local)/\($0.prefixlen)" }
    }

    enum CodingKeys: String, CodingKey {
        case name = "ifname"
        case mtu
        case mac = "address"
        case addresses = "addr_info"
    }
}
