// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// The inputs for a pool request that a decision must not draw or look up itself.
public struct PoolSources: Hashable, Sendable {
    /// A name that no lease ever had.
    public let id: PoolID
    /// The ranges of automatic pools (`--pool-range`).
    public let ranges: [PoolRange]
    /// A random number for the host's block of automatic IPv6 pools, if it has none yet.
    public let chance: UInt64
    /// The routes of the host.
    public let routes: [HostRoute]
    /// Unacknowledged pools: Docker may not have received the reply.
    public let unacknowledged: Set<PoolID>
    /// The time.
    public let now: Timestamp

    /// Creates the inputs for a request.
    public init(
        id: PoolID,
        ranges: [PoolRange],
        chance: UInt64,
        routes: [HostRoute],
        unacknowledged: Set<PoolID> = [],
        now: Timestamp
    ) {
        self.id = id
        self.ranges = ranges
        self.chance = chance
        self.routes = routes
        self.unacknowledged = unacknowledged
        self.now = now
    }
}

extension DesiredState {
    /// Returns the changes of a RequestPool, and the pool and gateway for the reply.
    ///
    /// Refuses a subnet that overlaps a network, a pool or, unless the user allows it, a route of the host. The error names the conflict.
    public func leasing(
        _ request: PoolRequest,
        with options: PoolOptions,
        from sources: PoolSources
    ) throws(Refusal) -> Decision<(pool: Pool, gateway: InterfaceAddress?)> {
        if let pool = answered(request, with: options, from: sources) { return Decision([], outcome: (pool, nil)) }
        // Later decisions need an address book that contains the first change.
        var book = addresses
        var changes: [AddressChange] = []
        if request.family == .v6, request.prefix == nil, book.uniqueLocalBlock == nil,
            !sources.ranges.contains(where: { $0.block.family == .v6 }), let block = Prefix(uniqueLocal: sources.chance)
        {
            changes = [.adoptUniqueLocalBlock(block)]
            book.apply(changes[0])
        }
        do {
            let lease = try book.leasing(
                request,
                as: sources.id,
                from: sources.ranges,
                avoiding: occupiedBlocks(request.prefix != nil && options.overlap == .allow ? [] : sources.routes)
            )
            changes += lease.changes
            var gateway: InterfaceAddress?
            if let place = options.gateway {
                for change in lease.changes { book.apply(change) }
                let request = AddressRequest(
                    pool: sources.id,
                    address: place == .last ? lease.pool.highest : nil,
                    purpose: .gateway
                )
                let kept = try book.leasing(request, at: sources.now)
                changes += kept.changes
                gateway = kept.address
            }
            return Decision(changes.map { .addresses($0) }, outcome: (lease.pool, gateway))
        } catch {
            throw Refusal(error)
        }
    }

    /// The pools without a held address and without an mdnp network: Docker requests a gateway right after a pool.
    ///
    /// After a crash, a pool whose reply was lost has this form. So does a network of another driver that has no gateway and no container
    /// yet.
    public var emptyPools: [Pool] {
        addresses.usages.filter { $0.held + $0.resting == 0 && network(of: $0.pool) == nil }.map(\.pool)
    }

    /// Returns the pool of an earlier identical request, if its reply may have been lost and the pool is unused.
    private func answered(_ request: PoolRequest, with options: PoolOptions, from sources: PoolSources) -> Pool? {
        guard let prefix = request.prefix, options.gateway == nil else { return nil }
        return emptyPools.first { pool in
            sources.unacknowledged.contains(pool.id) && !pool.isAutomatic && pool.space.rawValue == request.space
                && pool.prefix == prefix && pool.range == request.range
        }
    }

    /// Returns the occupied blocks for a pool: those of networks, also those with another IPAM, and of host routes.
    private func occupiedBlocks(_ routes: [HostRoute]) -> [OccupiedBlock] {
        let networks = networks.values.map(\.network).sorted { $0.id < $1.id }
        return networks.flatMap { network in
            network.subnets.map {
                OccupiedBlock($0.prefix, description: "subnet \($0.prefix) of network \(network.id.short)")
            }
        } + routes.compactMap { OccupiedBlock($0) }
    }
}

extension OccupiedBlock {
    /// Creates the occupied block of a host route; nil for a default route.
    fileprivate init?(_ route: HostRoute) {
        guard !route.leadsEverywhere else { return nil }
        self.init(
            route.destination,
            description: route.description,
            // A longer prefix takes nothing from a route without a network behind it.
            sparesParts: route.discards && route.lookup != .first,
            remedy: route.leadsToDocker
                ? nil : "choose another subnet, or allow this one with --ipam-opt overlap=allow"
        )
    }
}

extension Prefix {
    /// Creates a /48 of fd00::/8 with 40 random bits (RFC 4193).
    fileprivate init?(uniqueLocal chance: UInt64) {
        let bits = UInt128(0xfd) << 120 | UInt128(chance & 0xff_ffff_ffff) << 80
        self.init(.v6(IPv6Address(rawValue: bits)), length: 48)
    }
}
