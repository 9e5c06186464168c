// SPDX-License-Identifier: Apache-2.0

/// Addresses of one family from a first to a last one, both included: `192.0.2.0/24`, `192.0.2.7`, `192.0.2.7-192.0.2.12`.
public struct AddressRange: Hashable, Sendable {
    /// The lowest address.
    public let first: IPAddress
    /// The highest address, of the same family.
    public let last: IPAddress

    /// The range from one address through another; nil if they are of two families, or the last one is the lower.
    public init?(from first: IPAddress, through last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        self.first = first
        self.last = last
    }

    /// The range of a block's addresses.
    public init(_ prefix: Prefix) {
        first = prefix.first
        last = prefix.last
    }

    /// The family of its addresses.
    public var family: IPFamily { first.family }

    /// The block that has just these addresses, if there is one.
    public var prefix: Prefix? {
        let hostBits = 128 - (first.rawValue ^ last.rawValue).leadingZeroBitCount
        guard let prefix = Prefix(first, length: family.bitWidth - hostBits) else { return nil }
        return prefix.first == first && prefix.last == last ? prefix : nil
    }

    /// Whether the address is one of the range's.
    public func contains(_ address: IPAddress) -> Bool {
        address.family == family && first <= address && address <= last
    }
}

extension AddressRange: Comparable {
    /// Orders by the first address, then by the last one.
    public static func < (left: Self, right: Self) -> Bool {
        (left.first, left.last) < (right.first, right.last)
    }
}

extension AddressRange: LosslessStringConvertible {
    /// Reads a block, an address, or two addresses with a hyphen between them.
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

    /// The address, the block, or both ends with a hyphen between them.
    public var description: String {
        if first == last { return first.description }
        return prefix?.description ?? "\(first)-\(last)"
    }
}
