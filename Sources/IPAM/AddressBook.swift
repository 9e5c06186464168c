// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// All leases and reservations: pools in address spaces, and addresses in pools.
///
/// A value without clock, randomness or side effects. Each request returns changes. The value adopts them after they are committed
/// (``apply(_:)``).
public struct AddressBook: Equatable, Sendable {
    /// The block of automatic IPv6 pools, chosen once per host (RFC 4193).
    public private(set) var uniqueLocalBlock: Prefix?

    private(set) var pools: [PoolID: LeasedPool] = [:]
    private(set) var reservations: [AddressSpace: Reservations] = [:]
    /// The pools of a space, sorted by their lowest address; no two overlap.
    private(set) var order: [AddressSpace: [Pool]] = [:]
    /// The last chosen pool of each kind; the next search starts behind it.
    private(set) var lastChosen: [AutomaticKind: Prefix] = [:]

    /// A kind of automatic pools, each with its own search position.
    struct AutomaticKind: Hashable {
        let space: AddressSpace
        let family: IPFamily
    }

    /// Creates an empty book.
    public init() {}

    /// Applies a committed change.
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

    /// Restores the search position for automatic pools from a stored state.
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
    /// Returns the index of the first pool behind an address, in sorted pools.
    func firstIndex(beyond address: IPAddress) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].prefix.address > address { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The reservations of an address space, including those without a pool.
struct Reservations: Equatable, Sendable {
    /// The name of each reserved address.
    private(set) var names: [IPAddress: String] = [:]
    /// The reserved addresses of each name, in order.
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
