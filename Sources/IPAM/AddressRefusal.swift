// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// Why an address or a pool is not leased: it names the value and what it clashes with.
public enum AddressRefusal: Error, Hashable, Sendable {
    /// There is no such address space.
    case unknownSpace(String)
    /// There is no such pool.
    case unknownPool(PoolID)
    /// A range was asked for, and no subnet that it could be part of.
    case rangeWithoutPool(Prefix)
    /// A range is not part of its subnet.
    case rangeOutside(Prefix, of: Prefix)
    /// A range has no address that an interface can have.
    case rangeWithoutAddress(Prefix, of: Prefix)
    /// A subnet or an address is not of the family that it should be of.
    case wrongFamily(String, expected: IPFamily)
    /// No network can have such a subnet.
    case unusablePool(Prefix, reason: String)
    /// A subnet has addresses in common with something else, and what a user can do who wants it all the same.
    case overlap(Prefix, with: String, remedy: String? = nil)
    /// Every block from which automatic pools are taken is used up.
    case noPoolLeft([PoolRange])
    /// Nothing says from where automatic pools of a family are taken.
    case noRange(IPFamily)
    /// An address is not in its pool.
    case outside(IPAddress, of: Prefix)
    /// An address is one that no interface can have.
    case unusableAddress(IPAddress, of: Prefix, reason: String)
    /// An address is held.
    case held(IPAddress, by: Lease)
    /// An address is kept for another name.
    case reserved(IPAddress, for: String)
    /// Every address of a pool is held, or kept for a name.
    case exhausted(Pool, held: Int, reserved: Int)
}

extension AddressRefusal: CustomStringConvertible {
    /// What was asked for: `pool 10.1.0.0/24`, `address 10.1.0.7`.
    public var subject: String {
        switch self {
        case .unknownSpace(let name): "address space \(name.debugDescription)"
        case .unknownPool(let id): "pool \(id.text.debugDescription)"
        case .rangeWithoutPool(let range), .rangeOutside(let range, _), .rangeWithoutAddress(let range, _):
            "range \(range)"
        case .wrongFamily(let text, _): text
        case .unusablePool(let prefix, _), .overlap(let prefix, _, _): "subnet \(prefix)"
        case .noPoolLeft, .noRange: "subnet"
        case .outside(let address, _), .unusableAddress(let address, _, _), .held(let address, _),
            .reserved(let address, _):
            "address \(address)"
        case .exhausted(let pool, _, _): "pool \(pool.range ?? pool.prefix)"
        }
    }

    /// What is wrong with it, and what to do where that is known.
    public var reason: String {
        switch self {
        case .unknownSpace:
            "is not known; known are \(AddressSpace.allCases.map(\.rawValue).joined(separator: " and "))"
        case .unknownPool: "is not known to mdnp: remove the network and create it again"
        case .rangeWithoutPool: "needs the subnet that it is part of: give --subnet with --ip-range"
        case .rangeOutside(_, let prefix): "is not part of subnet \(prefix)"
        case .rangeWithoutAddress(_, let prefix): "has no address that a container of subnet \(prefix) can have"
        case .wrongFamily(_, let family): "is not of IPv\(family == .v4 ? 4 : 6), which was asked for"
        case .unusablePool(_, let reason): reason
        case .overlap(_, let other, let remedy): "overlaps \(other)\(remedy.map { "; \($0)" } ?? "")"
        case .noPoolLeft(let ranges):
            "none is left in \(ranges.map(\.description).joined(separator: ", ")): "
                + "give one with --subnet (and --ipam-opt overlap=allow inside a route of the host), "
                + "or start mdnp with more of them (--pool-range)"
        case .noRange(let family):
            "mdnp has no range for automatic IPv\(family == .v4 ? 4 : 6) subnets: give one with --subnet, "
                + "or start mdnp with one (--pool-range)"
        case .outside(_, let prefix): "is outside subnet \(prefix)"
        case .unusableAddress(_, let prefix, let reason): "is the \(reason) of subnet \(prefix)"
        case .held(_, let lease): "is held already, by \(lease.holder)"
        case .reserved(_, let name): "is reserved for \(name)"
        case .exhausted(let pool, let held, let reserved):
            "no address is free: of \(pool.size), \(held) \(held == 1 ? "is" : "are") held"
                + (reserved > 0 ? " and \(reserved) reserved" : "")
        }
    }

    /// Subject and reason, as one line.
    public var description: String { "\(subject): \(reason)" }
}

extension Lease {
    /// Who has it, in words.
    var holder: String {
        switch (purpose, name) {
        case (.gateway, _): "the network's gateway"
        case (.address, let name?): name
        case (.address, nil): "another endpoint"
        }
    }
}
