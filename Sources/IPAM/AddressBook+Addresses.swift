// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An address to lease, as Docker asks for it (`RequestAddress`).
public struct AddressRequest: Hashable, Sendable {
    /// The pool.
    public let pool: PoolID
    /// The address that the user asks for; nil leaves the choice to mdnp.
    public let address: IPAddress?
    /// What it is for.
    public let purpose: Lease.Purpose
    /// The container's name, if Docker tells it.
    public let name: String?

    /// A request for any address of a pool, or a certain one.
    public init(pool: PoolID, address: IPAddress? = nil, purpose: Lease.Purpose = .address, name: String? = nil) {
        self.pool = pool
        self.address = address
        self.purpose = purpose
        self.name = name
    }
}

extension AddressBook {
    /// Leases an address: the one that is asked for; else the first one for a gateway; else what is reserved for the name, or was the
    /// name's until not long ago; else the lowest that is free; else the one that has rested longest.
    ///
    /// The answer carries the length of the pool's prefix, not its range's.
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

    /// Gives an address back; nothing if it is not held, or was never there.
    ///
    /// It rests, so that its name finds it again and nobody else gets it soon.
    public func releasing(_ address: IPAddress, of id: PoolID, at now: Timestamp) -> [AddressChange] {
        guard let pool = pools[id], let offset = pool.pool.offset(of: address), case .held(let lease) = pool[offset]
        else { return [] }
        // What mdnp would never choose need not be kept from being chosen.
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

    /// The change that makes an address of a pool held that is in use; nil where it is held, or is none of the pool's.
    ///
    /// Its name is the one that it rests or is kept for.
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

    /// Whatever is not kept for a name is held, since nothing is free and nothing rests.
    private func exhausted(_ pool: LeasedPool) -> AddressRefusal {
        let reserved = (reservations[pool.pool.space]?.names.keys ?? [:].keys).compactMap { pool.pool.offset(of: $0) }
            .count { pool.isAssignable($0) && pool[$0] == .reserved }
        return .exhausted(pool.pool, held: Int(clamping: pool.pool.size) - reserved, reserved: reserved)
    }

    private func check(_ address: IPAddress, for request: AddressRequest, in pool: LeasedPool) throws(AddressRefusal) {
        let offset = try pool.pool.usableOffset(of: address)
        if case .held(let lease) = pool[offset] { throw .held(address, by: lease) }
        // An engine that tells no names leaves it to the user to ask for the right address.
        guard let owner = reservation(of: address, in: pool.pool.space) else { return }
        guard request.purpose == .address, request.name == nil || request.name == owner else {
            throw .reserved(address, for: owner)
        }
    }

    /// The address that is a name's own.
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
    /// The place of an address that an interface can have; refuses any other.
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
