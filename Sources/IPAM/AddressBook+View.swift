// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension AddressBook {
    /// The usage of a pool.
    public struct Usage: Hashable, Sendable {
        /// The pool.
        public let pool: Pool
        /// The number of held addresses, in the whole pool.
        public let held: Int
        /// The number of resting addresses, released not long ago and kept for their former holders.
        public let resting: Int
        /// The number of addresses reserved for names that do not hold them now.
        public let reserved: Int
    }

    /// A reserved address.
    public struct Reservation: Hashable, Sendable {
        /// The address space.
        public let space: AddressSpace
        /// The address.
        public let address: IPAddress
        /// The name that the address is reserved for.
        public let name: String
    }

    /// The usage of each pool, by space and address.
    public var usages: [Usage] {
        AddressSpace.allCases.flatMap { order[$0] ?? [] }.compactMap { usage(of: $0.id) }
    }

    /// Returns the usage of a pool; nil if there is no such pool.
    public func usage(of id: PoolID) -> Usage? {
        pools[id].map { pool in
            Usage(pool: pool.pool, held: pool.heldCount, resting: pool.restingCount, reserved: pool.reservedCount)
        }
    }

    /// Returns the pool of a lease.
    public func pool(_ id: PoolID) -> Pool? { pools[id]?.pool }

    /// Returns the pool of a space that contains an address.
    public func pool(around address: IPAddress, in space: AddressSpace) -> Pool? {
        guard let pools = order[space] else { return nil }
        let place = pools.firstIndex(beyond: address)
        guard place > 0, pools[place - 1].prefix.contains(address) else { return nil }
        return pools[place - 1]
    }

    /// Returns the pool of a space with exactly this block.
    public func pool(of prefix: Prefix, in space: AddressSpace) -> Pool? {
        pool(around: prefix.address, in: space).flatMap { $0.prefix == prefix ? $0 : nil }
    }

    /// Returns a pool of a space that overlaps a block.
    public func pool(overlapping prefix: Prefix, in space: AddressSpace) -> Pool? {
        let pools = order[space] ?? []
        let place = pools.firstIndex(beyond: prefix.address)
        return [place - 1, place].filter(pools.indices.contains).map { pools[$0] }.first { $0.prefix.overlaps(prefix) }
    }

    /// Returns the state of an address; nil if it is free, or outside the pool.
    public func state(of address: IPAddress, in id: PoolID) -> AddressState? {
        guard let pool = pools[id], let offset = pool.pool.offset(of: address) else { return nil }
        return pool[offset]
    }

    /// Returns all addresses of a pool that are not free, in order.
    public func addresses(of id: PoolID) -> [(address: IPAddress, state: AddressState)] {
        guard let pool = pools[id] else { return [] }
        return pool.rows.compactMap { row in pool.pool.address(at: row.number).map { ($0, row.element) } }
    }

    /// Returns the name that an address is reserved for.
    public func reservation(of address: IPAddress, in space: AddressSpace) -> String? {
        reservations[space]?.names[address]
    }

    /// All reservations, by space and address.
    public var allReservations: [Reservation] {
        AddressSpace.allCases.flatMap { space in
            (reservations[space]?.names ?? [:]).sorted { $0.key < $1.key }
                .map { Reservation(space: space, address: $0.key, name: $0.value) }
        }
    }
}
