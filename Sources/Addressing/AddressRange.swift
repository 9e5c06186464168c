// SPDX-License-Identifier: Apache-2.0

/// A closed range of addresses of one family: `192.0.2.0/24`, `192.0.2.7`, `192.0.2.7-192.0.2.12`.
public struct AddressRange: Hashable, Sendable {
    /// The lowest address.
    public let first: IPAddress
    /// The highest address, of the same family.
    public let last: IPAddress

    /// Creates a range; nil if the families differ, or the last address is lower than the first.
    public init?(from first: IPAddress, through last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// Creates the range of a prefix.
    public init(_ prefix: Prefix) {
        first = prefix.first
        last = prefix.last
    }

    /// The address family.
    public var family: IPFamily { first.family }

    /// The prefix with the same addresses, if there is one.
    public var prefix: Prefix? {
        let hostBits = 128 - (first.rawValue ^ last.rawValue).leadingZeroBitCount
        guard let prefix = Prefix(first, length: family.bitWidth - hostBits) else { return nil }
        return prefix.first == first && prefix.last == last ? prefix : nil
    }

    /// Returns a Boolean value that indicates whether the range contains the address.
    public func contains(_ address: IPAddress) -> Bool {
        address.family == family && first <= address && address <= last
    }
}

extension AddressRange: Comparable {
    /// Orders ranges by the first address, then by the last.
    public static func < (left: Self, right: Self) -> Bool {
        (left.first, left.last) < (right.first, right.last)
    }
}

extension AddressRange: LosslessStringConvertible {
    /// Parses a prefix, an address, or two addresses with a hyphen between them.
    public init?(_ description: String) {
        if let prefix = Prefix(description) {
            self.init(prefix)
        } else if let address = IPAddress(description) {
            self.init(from: address, through: address)
        } else {
            let ends = description.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = IPAddress(String(ends[0])), let last = IPAddress(String(ends[1])) else {
                return nil
            }
            self.init(from: first, through: last)
        }
    }

    /// The address, the prefix, or both ends with a hyphen between them.
    public var description: String {
        if first == last { return first.description }
        return prefix?.description ?? "\(first)-\(last)"
    }
}
