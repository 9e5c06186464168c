// SPDX-License-Identifier: Apache-2.0

import Addressing

/// A pool and the states of its addresses.
struct LeasedPool: Sendable {
    let pool: Pool
    private(set) var heldCount = 0
    private(set) var reservedCount = 0

    private var states = SparseTable<AddressState>()
    private var resting = RestingAddresses()

    /// The maximum number of resting addresses, which their former holders find again.
    ///
    /// Addresses that have rested longer are free.
    static var restingLimit: Int { 4096 }

    init(_ pool: Pool) {
        self.pool = pool
    }

    /// The state of an address; nil if it is free.
    subscript(offset: UInt128) -> AddressState? { states[offset] }

    /// Sets the state of an address; no change outside the pool.
    mutating func set(_ address: IPAddress, to state: AddressState?) {
        guard let offset = pool.offset(of: address) else { return }
        let old = states.put(state, at: offset)
        drop(old, at: offset)
        add(state, at: offset)
    }

    /// Marks an address as reserved if it is free and usable: the reservation may stem from another subnet.
    mutating func reserve(_ address: IPAddress) {
        guard let offset = pool.offset(of: address), pool.usable.contains(offset), self[offset] == nil else { return }
        set(address, to: .reserved)
    }

    /// The number of resting addresses.
    var restingCount: Int { resting.count }

    /// The order number of the next resting address.
    var nextOrder: UInt64 { resting.nextOrder }

    /// Returns whether mdnp may choose an address.
    func isAssignable(_ offset: UInt128) -> Bool { pool.assignable?.contains(offset) ?? false }

    /// Returns the lowest free address of a range.
    func firstFree(in range: ClosedRange<UInt128>) -> UInt128? { states.firstVacancy(in: range) }

    /// The address that has rested longest.
    var longestResting: UInt128? { resting.longest }

    /// Returns the address that rests for a name; the latest of several.
    func resting(for name: String) -> UInt128? { resting.latest(of: name) }

    /// All addresses that are not free, in order.
    var rows: [(number: UInt128, element: AddressState)] { states.rows }

    private mutating func add(_ state: AddressState?, at offset: UInt128) {
        switch state {
        case .held: heldCount += 1
        case .reserved: reservedCount += 1
        case .resting(let lease, let order):
            resting.insert(RestingAddresses.Rest(offset: offset, order: order), for: lease.name)
        case nil: break
        }
    }

    private mutating func drop(_ state: AddressState?, at offset: UInt128) {
        switch state {
        case .held: heldCount -= 1
        case .reserved: reservedCount -= 1
        case .resting(let lease, let order):
            resting.remove(RestingAddresses.Rest(offset: offset, order: order), for: lease.name)
        case nil: break
        }
    }
}

extension LeasedPool: Equatable {
    /// Returns whether the pools and the states of their addresses are equal; all other properties follow from these.
    static func == (left: Self, right: Self) -> Bool { left.pool == right.pool && left.states == right.states }
}
