// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// All that is leased: pools in address spaces, addresses in pools, and what is kept for whom.
///
/// A value without clock, chance or effect. What is asked of it is answered with changes, which it takes in once they are
/// committed (``apply(_:)``).
public struct AddressBook: Equatable, Sendable {
    /// The block of which automatic IPv6 pools are made, chosen once per host (RFC 4193).
    public private(set) var uniqueLocalBlock: Prefix?

    private(set) var pools: [PoolID: LeasedPool] = [:]
    private(set) var reservations: [AddressSpace: Reservations] = [:]
    /// The pools of a space by their lowest address: none overlaps the next.
    private(set) var order: [AddressSpace: [Pool]] = [:]
    /// The pool that was chosen last: the next is looked for behind it.
    private(set) var lastChosen: [AutomaticKind: Prefix] = [:]

    /// One kind of automatic pools, each with a place of its own where the search goes on.
    struct AutomaticKind: Hashable {
        let space: AddressSpace
        let family: IPFamily
    }

    /// Nothing at all.
    public init() {}

    /// Takes a change in.
    public mutating func apply(_ change: AddressChange) {
        switch change {
        case .leasePool(let pool): lease(pool)
        case .releasePool(let id): release(id)
        case .hold(let id, let address, let lease): pools[id]?.set(address, to: .held(lease))
        case .rest(let id, let address, let lease, let order):
            pools[id]?.set(address, to: .resting(lease, order: order))
        case .forget(let id, let address): forget(address, of: id)
        case .reserve(let space, let address, let name): reserve(address, in: space, for: name)
        case .unreserve(let space, let address): unreserve(address, in: space)
        case .adoptUniqueLocalBlock(let block): uniqueLocalBlock = block
        }
    }

    /// Takes in where the search for automatic pools goes on: how a state that was kept is read back.
    public mutating func resumeAutomaticPools(in space: AddressSpace, behind prefix: Prefix) {
        lastChosen[AutomaticKind(space: space, family: prefix.family)] = prefix
    }

    private mutating func lease(_ pool: Pool) {
        release(pool.id)
        pools[pool.id] = LeasedPool(pool)
        let place = order[pool.space, default: []].firstIndex(beyond: pool.prefix.address)
        order[pool.space, default: []].insert(pool, at: place)
        if pool.isAutomatic { resumeAutomaticPools(in: pool.space, behind: pool.prefix) }
        for address in reservations[pool.space]?.names.keys ?? [:].keys { pools[pool.id]?.reserve(address) }
    }

    private mutating func release(_ id: PoolID) {
        guard let pool = pools.removeValue(forKey: id)?.pool else { return }
        guard let behind = order[pool.space]?.firstIndex(beyond: pool.prefix.address) else { return }
        order[pool.space]?.remove(at: behind - 1)
        if order[pool.space]?.isEmpty == true { order[pool.space] = nil }
    }

    private mutating func forget(_ address: IPAddress, of id: PoolID) {
        pools[id]?.set(address, to: nil)
        guard let space = pools[id]?.pool.space, reservation(of: address, in: space) != nil else { return }
        pools[id]?.reserve(address)
    }

    private mutating func reserve(_ address: IPAddress, in space: AddressSpace, for name: String) {
        reservations[space, default: Reservations()].add(address, for: name)
        if let pool = pool(around: address, in: space) { pools[pool.id]?.reserve(address) }
    }

    private mutating func unreserve(_ address: IPAddress, in space: AddressSpace) {
        reservations[space]?.remove(address)
        if reservations[space]?.names.isEmpty == true { reservations[space] = nil }
        if let pool = pool(around: address, in: space), state(of: address, in: pool.id) == .reserved {
            pools[pool.id]?.set(address, to: nil)
        }
    }
}

extension [Pool] {
    /// The place of the first pool that begins behind an address, in pools that are in order.
    func firstIndex(beyond address: IPAddress) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].prefix.address > address { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// What is kept for whom in an address space, whether or not a pool is there.
struct Reservations: Equatable, Sendable {
    /// The name that each address is kept for.
    private(set) var names: [IPAddress: String] = [:]
    /// The addresses of each name, in order.
    private(set) var addresses: [String: [IPAddress]] = [:]

    mutating func add(_ address: IPAddress, for name: String) {
        remove(address)
        names[address] = name
        addresses[name] = ((addresses[name] ?? []) + [address]).sorted()
    }

    mutating func remove(_ address: IPAddress) {
        guard let name = names.removeValue(forKey: address) else { return }
        addresses[name]?.removeAll { $0 == address }
        if addresses[name]?.isEmpty == true { addresses[name] = nil }
    }
}
