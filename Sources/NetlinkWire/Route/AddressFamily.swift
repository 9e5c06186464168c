// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The address family of a message, or the table that it belongs to (`AF_…`).
public struct AddressFamily: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// Creates a family from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Creates the address family of IP addresses.
    public init(_ family: IPFamily) {
        switch family {
        case .v4: self = .ipv4
        case .v6: self = .ipv6
        }
    }

    /// No family in particular, or all families (`AF_UNSPEC`).
    public static let unspecified = AddressFamily(rawValue: 0)
    /// IPv4 (`AF_INET`).
    public static let ipv4 = AddressFamily(rawValue: 2)
    /// Bridge ports and forwarding tables (`AF_BRIDGE`).
    public static let bridge = AddressFamily(rawValue: 7)
    /// IPv6 (`AF_INET6`).
    public static let ipv6 = AddressFamily(rawValue: 10)
}
