// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A reason to refuse an address or a pool, with the value and its conflict.
public enum AddressRefusal: Error, Hashable, Sendable {
    /// The address space does not exist.
    case unknownSpace(String)
    /// The pool does not exist.
    case unknownPool(PoolID)
    /// A range was requested without a subnet.
    case rangeWithoutPool(Prefix)
    /// A range is not part of its subnet.
    case rangeOutside(Prefix, of: Prefix)
    /// A range contains no address that an interface can have.
    case rangeWithoutAddress(Prefix, of: Prefix)
    /// A subnet or an address belongs to the wrong family.
    case wrongFamily(String, expected: IPFamily)
    /// A subnet is unusable for networks.
    case unusablePool(Prefix, reason: String)
    /// A subnet overlaps an occupied block.
    ///
    /// The remedy is for users who need the subnet nevertheless.
    case overlap(Prefix, with: String, remedy: String? = nil)
    /// All ranges of automatic pools are used up.
    case noPoolLeft([PoolRange])
    /// No range of automatic pools is configured for a family.
    case noRange(IPFamily)
    /// An address is not in its pool.
    case outside(IPAddress, of: Prefix)
    /// An address is one that no interface can have.
    case unusableAddress(IPAddress, of: Prefix, reason: String)
    /// An address is held.
    case held(IPAddress, by: Lease)
    /// An address is reserved for another name.
    case reserved(IPAddress, for: String)
    /// All addresses of a pool are held or reserved.
    case exhausted(Pool, held: Int, reserved: Int)
}

extension AddressRefusal: CustomStringConvertible {
    /// The requested value: `pool 10.1.0.0/24`, `address 10.1.0.7`.
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

    /// The problem, with its remedy if there is one.
    public var reason: String {
        switch self {
        case .unknownSpace:
            "does not exist; use \(AddressSpace.allCases.map(\.rawValue).joined(separator: " or "))"
        case .unknownPool: "does not exist; remove the network and create it again"
        case .rangeWithoutPool: "needs its subnet; use --subnet together with --ip-range"
        case .rangeOutside(_, let prefix): "is not part of subnet \(prefix)"
        case .rangeWithoutAddress(_, let prefix): "has no usable address of subnet \(prefix)"
        case .wrongFamily(_, let family): "is \(family == .v4 ? IPFamily.v6 : .v4), but \(family) is required"
        case .unusablePool(_, let reason): reason
        case .overlap(_, let other, let remedy): "overlaps \(other)\(remedy.map { "; \($0)" } ?? "")"
        case .noPoolLeft(let ranges):
            "none is free in \(ranges.map(\.description).joined(separator: ", ")); "
                + "use --subnet (with --ipam-opt overlap=allow inside a route of the host), "
                + "or start mdnp with more ranges (--pool-range)"
        case .noRange(let family):
            "mdnp has no range for automatic IPv\(family == .v4 ? 4 : 6) subnets; use --subnet, "
                + "or start mdnp with a range (--pool-range)"
        case .outside(_, let prefix): "is outside subnet \(prefix)"
        case .unusableAddress(_, let prefix, let reason): "is the \(reason) of subnet \(prefix)"
        case .held(_, let lease): "is in use by \(lease.holder)"
        case .reserved(_, let name): "is reserved for \(name)"
        case .exhausted(let pool, let held, let reserved):
            "no address is free: of \(pool.size), \(held) \(held == 1 ? "is" : "are") in use"
                + (reserved > 0 ? " and \(reserved) reserved" : "")
        }
    }

    /// The subject and the reason, as one line.
    public var description: String { "\(subject): \(reason)" }
}

extension Lease {
    /// A description of the holder.
    var holder: String {
        switch (purpose, name) {
        case (.gateway, _): "the network's gateway"
        case (.address, let name?): name
        case (.address, nil): "another endpoint"
        }
    }
}
