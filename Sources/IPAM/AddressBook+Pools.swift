// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A request for a pool (`RequestPool`).
public struct PoolRequest: Hashable, Sendable {
    /// The name of the address space.
    public let space: String
    /// The family.
    public let family: IPFamily
    /// The requested subnet; nil for an automatic choice.
    public let prefix: Prefix?
    /// The part of the subnet from which addresses are chosen (`--ip-range`).
    public let range: Prefix?

    /// Creates a request for any pool of a space, or for a certain one.
    public init(space: String, family: IPFamily, prefix: Prefix? = nil, range: Prefix? = nil) {
        self.space = space
        self.family = family
        self.prefix = prefix
        self.range = range
    }
}

extension AddressBook {
    /// Leases the requested pool, or the next automatic one without an overlap.
    ///
    /// The search continues behind the last chosen pool: Docker repeats the request at once, without limit, while it rejects the result.
    ///
    /// - Parameters:
    ///   - id: A name that no earlier lease had.
    ///   - ranges: The ranges of automatic pools; without an IPv6 range, the host's own block is used.
    ///   - occupiedBlocks: Other occupied blocks.
    public func leasing(
        _ request: PoolRequest,
        as id: PoolID,
        from ranges: [PoolRange],
        avoiding occupiedBlocks: [OccupiedBlock]
    ) throws(AddressRefusal) -> (pool: Pool, changes: [AddressChange]) {
        guard let space = AddressSpace(rawValue: request.space) else { throw .unknownSpace(request.space) }
        let pool: Pool
        if let prefix = request.prefix {
            try Self.check(prefix, for: request)
            pool = Pool(id: id, space: space, prefix: prefix, range: request.range)
            guard pool.assignable != nil else { throw .rangeWithoutAddress(request.range ?? prefix, of: prefix) }
            // The error names a network rather than its pool: users know the network.
            let other = occupiedBlocks.first { $0.blocks(prefix) } ?? conflict(of: prefix, in: space, with: [])
            if let other { throw .overlap(prefix, with: other.description, remedy: other.remedy) }
        } else {
            if let range = request.range { throw .rangeWithoutPool(range) }
            let prefix = try choosePool(request.family, in: space, from: ranges, avoiding: occupiedBlocks)
            pool = Pool(id: id, space: space, prefix: prefix, isAutomatic: true)
        }
        return (pool, [.leasePool(pool)])
    }

    /// Releases a pool with all its held addresses; no change if there is no such pool.
    public func releasing(_ id: PoolID) -> [AddressChange] {
        pools[id] == nil ? [] : [.releasePool(id)]
    }

    private static func check(_ prefix: Prefix, for request: PoolRequest) throws(AddressRefusal) {
        guard prefix.family == request.family else {
            throw .wrongFamily("subnet \(prefix)", expected: request.family)
        }
        if prefix.length == 0 { throw .unusablePool(prefix, reason: "covers all addresses") }
        if let block = OccupiedBlock.everywhere.first(where: { $0.prefix.overlaps(prefix) }) {
            throw .overlap(prefix, with: block.description, remedy: block.remedy)
        }
        guard let range = request.range else { return }
        guard range.family == prefix.family else { throw .wrongFamily("range \(range)", expected: prefix.family) }
        guard prefix.contains(range) else { throw .rangeOutside(range, of: prefix) }
    }

    /// Returns the occupied block or pool that overlaps a block.
    private func conflict(of prefix: Prefix, in space: AddressSpace, with occupiedBlocks: [OccupiedBlock])
        -> OccupiedBlock?
    {
        if let pool = pool(overlapping: prefix, in: space) {
            return OccupiedBlock(pool.prefix, description: "pool \(pool.prefix)")
        }
        return occupiedBlocks.first { $0.blocks(prefix) }
    }

    private func choosePool(
        _ family: IPFamily,
        in space: AddressSpace,
        from ranges: [PoolRange],
        avoiding occupiedBlocks: [OccupiedBlock]
    ) throws(AddressRefusal) -> Prefix {
        var own = ranges.filter { $0.block.family == family }
        if own.isEmpty, family == .v6, let range = PoolRange(block: uniqueLocalBlock, poolLength: 64) { own = [range] }
        guard !own.isEmpty else { throw .noRange(family) }
        // A reserved address is for the network that returns, not for the next one.
        let reserved = (reservations[space]?.names.keys ?? [:].keys).compactMap { address in
            Prefix(address, length: address.family.bitWidth).map { OccupiedBlock($0, description: "a reservation") }
        }
        let occupiedBlocks = occupiedBlocks + OccupiedBlock.everywhere + reserved
        let last = lastChosen[AutomaticKind(space: space, family: family)]
        // The order: behind the last pool in its range, the ranges behind it, those before it, its own range from the beginning.
        let start = last.flatMap { last in own.firstIndex { $0.pool(around: last.address) == last } }
        if let start, let last, let found = firstFree(in: own[start], behind: last, of: space, avoiding: occupiedBlocks)
        {
            return found
        }
        let next = start.map { $0 + 1 } ?? 0
        for range in own[next...] + own[..<next] {
            if let found = firstFree(in: range, behind: nil, of: space, avoiding: occupiedBlocks) { return found }
        }
        throw .noPoolLeft(own)
    }

    private func firstFree(
        in range: PoolRange,
        behind last: Prefix?,
        of space: AddressSpace,
        avoiding occupiedBlocks: [OccupiedBlock]
    ) -> Prefix? {
        var candidate = last.map { range.pool(behind: $0) } ?? range.pool(around: range.block.address)
        while let prefix = candidate {
            guard let conflict = conflict(of: prefix, in: space, with: occupiedBlocks) else { return prefix }
            candidate = range.pool(behind: conflict.prefix.contains(prefix) ? conflict.prefix : prefix)
        }
        return nil
    }
}
