// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The name of a pool's lease (`PoolID`), which Docker keeps for the lifetime of the network.
///
/// A name is never reused, so a late release affects no later pool.
public struct PoolID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Creates a name, with or without an existing lease.
    public init(_ text: String) {
        self.text = text
    }

    /// The name.
    public var description: String { text }

    /// Returns whether the first name precedes the second in the order of texts.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A block of addresses that is leased to a network, as set by `--subnet` and `--ip-range`.
public struct Pool: Hashable, Sendable {
    /// The name of the lease.
    public let id: PoolID
    /// The space in which no other pool overlaps the subnet.
    public let space: AddressSpace
    /// The subnet.
    public let prefix: Prefix
    /// The part of the subnet from which addresses are chosen (`--ip-range`, Docker's "sub-pool"); nil for the whole subnet.
    public let range: Prefix?
    /// A Boolean value that indicates whether mdnp chose the subnet.
    public let isAutomatic: Bool

    /// Creates a lease of a subnet.
    public init(id: PoolID, space: AddressSpace, prefix: Prefix, range: Prefix? = nil, isAutomatic: Bool = false) {
        self.id = id
        self.space = space
        self.prefix = prefix
        self.range = range
        self.isAutomatic = isAutomatic
    }

    /// The number of addresses available to the automatic choice.
    public var size: UInt128 {
        guard let assignable else { return 0 }
        return assignable.upperBound - assignable.lowerBound + 1
    }

    /// The highest address that an interface can have.
    public var highest: IPAddress { address(at: usable.upperBound) ?? prefix.last }

    /// The addresses that an interface can have, as offsets from the subnet's lowest address.
    ///
    /// IPv4 reserves the lowest for the network and the highest for broadcasts, IPv6 the lowest for routers (RFC 4291). Subnets of one or
    /// two addresses reserve none (RFC 3021, RFC 6164).
    var usable: ClosedRange<UInt128> {
        let last = prefix.last.rawValue - prefix.first.rawValue
        guard last > 1 else { return 0...last }
        return prefix.family == .v4 ? 1...(last - 1) : 1...last
    }

    /// The usable addresses from which mdnp chooses; nil if the range has none, or is outside the subnet.
    var assignable: ClosedRange<UInt128>? {
        guard let range else { return usable }
        guard prefix.contains(range) else { return nil }
        let base = prefix.first.rawValue
        let lowest = max(usable.lowerBound, range.first.rawValue - base)
        let highest = min(usable.upperBound, range.last.rawValue - base)
        return lowest <= highest ? lowest...highest : nil
    }

    /// Returns the offset of an address from the lowest one; nil outside the subnet.
    func offset(of address: IPAddress) -> UInt128? {
        prefix.contains(address) ? address.rawValue - prefix.first.rawValue : nil
    }

    /// Returns the address at an offset from the lowest one; nil outside the subnet.
    func address(at offset: UInt128) -> IPAddress? {
        let (number, overflow) = prefix.first.rawValue.addingReportingOverflow(offset)
        guard !overflow, let address = IPAddress(rawValue: number, family: prefix.family) else { return nil }
        return prefix.contains(address) ? address : nil
    }
}
