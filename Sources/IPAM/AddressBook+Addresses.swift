// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A request for an address (`RequestAddress`).
public struct AddressRequest: Hashable, Sendable {
    /// The pool.
    public let pool: PoolID
    /// The requested address; nil for an automatic choice.
    public let address: IPAddress?
    /// The purpose of the address.
    public let purpose: Lease.Purpose
    /// The name of the container; nil if Docker does not send it.
    public let name: String?

    /// Creates a request for any address of a pool, or for a certain one.
    public init(pool: PoolID, address: IPAddress? = nil, purpose: Lease.Purpose = .address, name: String? = nil) {
        self.pool = pool
        self.address = address
        self.purpose = purpose
        self.name = name
    }
}

extension AddressBook {
    /// Leases an address of a pool.
    ///
    /// A requested address is leased or refused. A gateway gets the first free address, and any other request the first of these:
    ///
    /// 1. an address reserved for the name, or last held by it;
    /// 2. the lowest free address.
    ///
    /// If none is left, each gets the address that has rested longest.
    ///
    /// The result has the prefix length of the pool, not that of its range.
    public func leasing(
        _ request: AddressRequest,
        at now: Timestamp
    ) throws(AddressRefusal) -> (address: InterfaceAddress, changes: [AddressChange]) {
        guard let pool = pools[request.pool] else { throw .unknownPool(request.pool) }
        let address = try choose(request, in: pool)
        guard let answer = InterfaceAddress(address, prefixLength: pool.pool.prefix.length) else {
            throw .wrongFamily("address \(address)", expected: pool.pool.prefix.family)
        }
        let lease = Lease(purpose: request.purpose, name: request.name, since: now)
        return (answer, [.hold(request.pool, address, lease)])
    }

    /// Releases an address; no change if the address is not held.
    ///
    /// A released address rests: a request with its name finds it again, and other requests do not get it soon.
    public func releasing(_ address: IPAddress, of id: PoolID, at now: Timestamp) -> [AddressChange] {
        guard let pool = pools[id], let offset = pool.pool.offset(of: address), case .held(let lease) = pool[offset]
        else { return [] }
        // An address that is reserved, or outside the automatic choice, needs no rest.
        guard pool.isAssignable(offset), reservation(of: address, in: pool.pool.space) == nil else {
            return [.forget(id, address)]
        }
        let rest = Lease(purpose: lease.purpose, name: lease.name, since: now)
        let changes = [AddressChange.rest(id, address, rest, order: pool.nextOrder)]
        guard pool.restingCount >= LeasedPool.restingLimit, let longest = pool.longestResting,
            let oldest = pool.pool.address(at: longest)
        else { return changes }
        return [.forget(id, oldest)] + changes
    }

    /// Returns the change that marks a used address of a pool as held; nil if it is held already, or outside the pool.
    ///
    /// The lease has the name for which the address rests or is reserved.
    public func holding(_ address: IPAddress, of id: PoolID, at now: Timestamp) -> AddressChange? {
        guard let pool = pools[id], let offset = pool.pool.offset(of: address) else { return nil }
        let name: String?
        switch pool[offset] {
        case .held: return nil
        case .resting(let lease, order: _): name = lease.name
        case .reserved, nil: name = reservation(of: address, in: pool.pool.space)
        }
        return .hold(id, address, Lease(purpose: .address, name: name, since: now))
    }

    private func choose(_ request: AddressRequest, in pool: LeasedPool) throws(AddressRefusal) -> IPAddress {
        if let address = request.address {
            try check(address, for: request, in: pool)
            return address
        }
        let offset =
            request.purpose == .gateway
            ? pool.firstFree(in: pool.pool.usable) : own(request, in: pool) ?? firstFree(in: pool)
        guard let offset = offset ?? pool.longestResting, let address = pool.pool.address(at: offset) else {
            throw exhausted(pool)
        }
        return address
    }

    /// Without free and resting addresses, each address is held or reserved.
    private func exhausted(_ pool: LeasedPool) -> AddressRefusal {
        let reserved = (reservations[pool.pool.space]?.names.keys ?? [:].keys).compactMap { pool.pool.offset(of: $0) }
            .count { pool.isAssignable($0) && pool[$0] == .reserved }
        return .exhausted(pool.pool, held: Int(clamping: pool.pool.size) - reserved, reserved: reserved)
    }

    private func check(_ address: IPAddress, for request: AddressRequest, in pool: LeasedPool) throws(AddressRefusal) {
        let offset = try pool.pool.usableOffset(of: address)
        if case .held(let lease) = pool[offset] { throw .held(address, by: lease) }
        // If an engine sends no names, the user is responsible for the requested address.
        guard let owner = reservation(of: address, in: pool.pool.space) else { return }
        guard request.purpose == .address, request.name == nil || request.name == owner else {
            throw .reserved(address, for: owner)
        }
    }

    /// Returns the address that is reserved for the name of a request, or rests for it.
    private func own(_ request: AddressRequest, in pool: LeasedPool) -> UInt128? {
        guard let name = request.name else { return nil }
        let reserved = (reservations[pool.pool.space]?.addresses[name] ?? []).compactMap { pool.pool.offset(of: $0) }
        return reserved.first { pool[$0] == .reserved } ?? pool.resting(for: name)
    }

    private func firstFree(in pool: LeasedPool) -> UInt128? {
        pool.pool.assignable.flatMap { pool.firstFree(in: $0) }
    }
}

extension Pool {
    /// Returns the offset of an address that an interface can have, and refuses any other.
    func usableOffset(of address: IPAddress) throws(AddressRefusal) -> UInt128 {
        guard address.family == prefix.family else {
            throw .wrongFamily("address \(address)", expected: prefix.family)
        }
        guard let offset = offset(of: address) else { throw .outside(address, of: prefix) }
        guard offset >= usable.lowerBound else {
            let what = prefix.family == .v4 ? "network address" : "routers' address"
            throw .unusableAddress(address, of: prefix, reason: what)
        }
        guard offset <= usable.upperBound else {
            throw .unusableAddress(address, of: prefix, reason: "broadcast address")
        }
        return offset
    }
}
