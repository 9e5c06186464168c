// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The name of a pool's lease (`PoolID`), which Docker keeps as long as the network lives.
///
/// Never given twice, so that a late release hurts no pool leased since.
public struct PoolID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// The lease of a name, whether or not there is one.
    public init(_ text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Whether the first comes first in the order of texts.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A block of addresses that is leased to a network: what `--subnet` and `--ip-range` say.
public struct Pool: Hashable, Sendable {
    /// The lease.
    public let id: PoolID
    /// The space in which nothing overlaps it.
    public let space: AddressSpace
    /// The subnet.
    public let prefix: Prefix
    /// The part of it from which addresses are chosen (`--ip-range`, Docker's "sub-pool"); nil is all of it.
    public let range: Prefix?
    /// Whether mdnp chose the subnet.
    public let isAutomatic: Bool

    /// A lease of a subnet.
    public init(id: PoolID, space: AddressSpace, prefix: Prefix, range: Prefix? = nil, isAutomatic: Bool = false) {
        self.id = id
        self.space = space
        self.prefix = prefix
        self.range = range
        self.isAutomatic = isAutomatic
    }

    /// How many addresses a choice is made from.
    public var size: UInt128 {
        guard let assignable else { return 0 }
        return assignable.upperBound - assignable.lowerBound + 1
    }

    /// The highest address that an interface can have.
    public var highest: IPAddress { address(at: usable.upperBound) ?? prefix.last }

    /// The addresses that an interface can have, as distances from the subnet's lowest.
    ///
    /// IPv4 keeps the lowest for the network and the highest for broadcasts, IPv6 the lowest for its routers (RFC 4291);
    /// not so where there are two or one (RFC 3021, RFC 6164).
    var usable: ClosedRange<UInt128> {
        let last = prefix.last.rawValue - prefix.first.rawValue
        guard last > 1 else { return 0...last }
        return prefix.family == .v4 ? 1...(last - 1) : 1...last
    }

    /// The usable addresses from which mdnp chooses; nil if the range has none, or is no part of the subnet.
    var assignable: ClosedRange<UInt128>? {
        guard let range else { return usable }
        guard prefix.contains(range) else { return nil }
        let base = prefix.first.rawValue
        let lowest = max(usable.lowerBound, range.first.rawValue - base)
        let highest = min(usable.upperBound, range.last.rawValue - base)
        return lowest <= highest ? lowest...highest : nil
    }

    /// How far an address is from the lowest; nil outside the subnet.
    func offset(of address: IPAddress) -> UInt128? {
        prefix.contains(address) ? address.rawValue - prefix.first.rawValue : nil
    }

    /// The address that is so far from the lowest; nil outside the subnet.
    func address(at offset: UInt128) -> IPAddress? {
        let (number, overflow) = prefix.first.rawValue.addingReportingOverflow(offset)
        guard !overflow, let address = IPAddress(rawValue: number, family: prefix.family) else { return nil }
        return prefix.contains(address) ? address : nil
    }
}
