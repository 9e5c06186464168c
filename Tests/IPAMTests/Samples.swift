// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

func prefix(_ text: String) throws -> Prefix { try #require(Prefix(text)) }

func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

func range(_ text: String) throws -> PoolRange { try #require(PoolRange(text)) }

func occupiedBlock(_ text: String, _ description: String) throws -> OccupiedBlock {
    OccupiedBlock(try prefix(text), description: description)
}

/// Returns a pool of a subnet, outside any book.
func pool(_ subnet: String, range: String? = nil) throws -> Pool {
    try Pool(id: PoolID("p"), space: .local, prefix: prefix(subnet), range: range.map(prefix))
}

/// Returns a moment; tests count seconds from 0.
func second(_ seconds: Int64) -> Timestamp { Timestamp(seconds: seconds) }

extension AddressBook {
    /// Creates a book with one pool, named `p`.
    init(_ subnet: String, range: String? = nil) throws {
        self.init()
        try lease(subnet, range: range)
    }

    mutating func apply(_ changes: [AddressChange]) {
        for change in changes { apply(change) }
    }

    /// Leases a requested pool and applies the changes.
    @discardableResult
    mutating func lease(
        _ subnet: String,
        range: String? = nil,
        in space: AddressSpace = .local,
        as id: String = "p",
        avoiding occupiedBlocks: [OccupiedBlock] = []
    ) throws -> Pool {
        let subnet = try prefix(subnet)
        let request = PoolRequest(
            space: space.rawValue,
            family: subnet.family,
            prefix: subnet,
            range: try range.map(prefix)
        )
        let (pool, changes) = try leasing(request, as: PoolID(id), from: [], avoiding: occupiedBlocks)
        apply(changes)
        return pool
    }

    /// Leases an automatic pool and applies the changes; returns its subnet.
    @discardableResult
    mutating func leaseAny(
        _ family: IPFamily = .v4,
        in space: AddressSpace = .local,
        as id: String,
        from ranges: [String],
        avoiding occupiedBlocks: [OccupiedBlock] = []
    ) throws -> String {
        let request = PoolRequest(space: space.rawValue, family: family)
        let (pool, changes) = try leasing(request, as: PoolID(id), from: ranges.map(range), avoiding: occupiedBlocks)
        apply(changes)
        return pool.prefix.description
    }

    /// Releases a pool.
    mutating func release(pool id: String) { apply(releasing(PoolID(id))) }

    /// Leases an address and applies the changes; returns the address in Docker's form.
    @discardableResult
    mutating func hold(
        _ wanted: String? = nil,
        of id: String = "p",
        as purpose: Lease.Purpose = .address,
        name: String? = nil
    ) throws -> String {
        let request = AddressRequest(pool: PoolID(id), address: try wanted.map(address), purpose: purpose, name: name)
        let (answer, changes) = try leasing(request, at: second(1))
        apply(changes)
        return answer.description
    }

    /// Releases an address.
    mutating func release(_ text: String, of id: String = "p") throws {
        apply(releasing(try address(text), of: PoolID(id), at: second(2)))
    }

    /// Reserves an address for a name.
    mutating func reserve(_ text: String, of id: String = "p", for name: String) throws {
        apply(try reserving(address(text), of: PoolID(id), for: name))
    }

    /// Removes a reservation.
    mutating func unreserve(_ text: String, in space: AddressSpace = .local) throws {
        apply(unreserving(try address(text), in: space))
    }

    /// Returns the state of an address, as one word.
    func word(for text: String, in id: String = "p") throws -> String {
        switch state(of: try address(text), in: PoolID(id)) {
        case .held: "held"
        case .resting: "resting"
        case .reserved: "reserved"
        case nil: "free"
        }
    }
}

/// Returns the text of a refusal; empty if the request succeeded.
func refusal(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch { return String(describing: error) }
}
