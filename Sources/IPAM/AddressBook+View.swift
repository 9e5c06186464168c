// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension AddressBook {
    /// How a pool is used.
    public struct Usage: Hashable, Sendable {
        /// The pool.
        public let pool: Pool
        /// How many addresses are held, wherever in the pool.
        public let held: Int
        /// How many were held until not long ago, and wait for whom they were with.
        public let resting: Int
        /// How many are kept for a name that does not have them now.
        public let reserved: Int
    }

    /// An address that is kept for a name.
    public struct Reservation: Hashable, Sendable {
        /// The space it is in.
        public let space: AddressSpace
        /// The address.
        public let address: IPAddress
        /// The name.
        public let name: String
    }

    /// The pools, by space and address.
    public var usages: [Usage] {
        AddressSpace.allCases.flatMap { order[$0] ?? [] }.compactMap { usage(of: $0.id) }
    }

    /// How a pool is used; nil if there is none.
    public func usage(of id: PoolID) -> Usage? {
        pools[id].map { pool in
            Usage(pool: pool.pool, held: pool.heldCount, resting: pool.restingCount, reserved: pool.reservedCount)
        }
    }

    /// The pool of a lease.
    public func pool(_ id: PoolID) -> Pool? { pools[id]?.pool }

    /// The pool of a space that has this address.
    public func pool(around address: IPAddress, in space: AddressSpace) -> Pool? {
        guard let pools = order[space] else { return nil }
        let place = pools.firstIndex(beyond: address)
        guard place > 0, pools[place - 1].prefix.contains(address) else { return nil }
        return pools[place - 1]
    }

    /// The pool of a space that is just this block.
    public func pool(of prefix: Prefix, in space: AddressSpace) -> Pool? {
        pool(around: prefix.address, in: space).flatMap { $0.prefix == prefix ? $0 : nil }
    }

    /// A pool of a space that has addresses in common with a block.
    public func pool(overlapping prefix: Prefix, in space: AddressSpace) -> Pool? {
        let pools = order[space] ?? []
        let place = pools.firstIndex(beyond: prefix.address)
        return [place - 1, place].filter(pools.indices.contains).map { pools[$0] }.first { $0.prefix.overlaps(prefix) }
    }

    /// What has become of an address; nil if it is free, or in no such pool.
    public func state(of address: IPAddress, in id: PoolID) -> AddressState? {
        guard let pool = pools[id], let offset = pool.pool.offset(of: address) else { return nil }
        return pool[offset]
    }

    /// All addresses of a pool that are not free, in order.
    public func addresses(of id: PoolID) -> [(address: IPAddress, state: AddressState)] {
        guard let pool = pools[id] else { return [] }
        return pool.rows.compactMap { row in pool.pool.address(at: row.number).map { ($0, row.element) } }
    }

    /// Whom an address is kept for.
    public func reservation(of address: IPAddress, in space: AddressSpace) -> String? {
        reservations[space]?.names[address]
    }

    /// All that is kept for somebody, by space and address.
    public var allReservations: [Reservation] {
        AddressSpace.allCases.flatMap { space in
            (reservations[space]?.names ?? [:]).sorted { $0.key < $1.key }
                .map { Reservation(space: space, address: $0.key, name: $0.value) }
        }
    }
}
