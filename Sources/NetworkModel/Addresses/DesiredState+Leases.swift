// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

extension DesiredState {
    /// Returns the changes of a RequestAddress, and the address for the reply.
    ///
    /// On an mdnp network, a requested address is assigned again while no endpoint has it. Docker takes the containers of a network one
    /// after the other from RequestAddress to CreateEndpoint, so the earlier holder did not receive the reply, or gave up.
    public func leasing(_ request: AddressRequest, at now: Timestamp) throws(Refusal) -> Decision<InterfaceAddress> {
        do {
            var book = addresses
            let forgotten = forgettingOrphan(request)
            if let forgotten { book.apply(forgotten) }
            let lease = try book.leasing(request, at: now)
            let changes = [forgotten].compactMap(\.self) + lease.changes
            return Decision(changes.map { .addresses($0) }, outcome: lease.address)
        } catch {
            throw Refusal(error)
        }
    }

    /// The effect of a ReleaseAddress.
    public enum Release: Hashable, Sendable {
        /// The address was not held.
        case nothing
        /// The address is free.
        case done
        /// The address is free, and its endpoint, which has left its sandbox, is stale: DeleteEndpoint was lost.
        case provesStale(Endpoint)
        /// The address is kept: its endpoint is in a sandbox, or about to join one. The call is a late one, about an earlier holder.
        case inUse(by: Endpoint)
    }

    /// Returns the changes of a ReleaseAddress, and its effect.
    ///
    /// Docker releases an address only after DeleteEndpoint. If mdnp still has the endpoint, either DeleteEndpoint was lost or this call is
    /// late.
    public func releasing(_ address: IPAddress, of id: PoolID, at now: Timestamp) -> Decision<Release> {
        let changes = addresses.releasing(address, of: id, at: now).map { Change.addresses($0) }
        guard !changes.isEmpty else { return Decision([], outcome: .nothing) }
        guard let endpoint = endpoint(at: address, of: id) else { return Decision(changes, outcome: .done) }
        guard endpoint.occupancy.hasLeft else { return Decision([], outcome: .inUse(by: endpoint)) }
        return Decision([.removeEndpoint(endpoint.id)] + changes, outcome: .provesStale(endpoint))
    }

    /// Returns the changes that release the addresses of a stale endpoint: Docker will not release them.
    public func releasingAddresses(of endpoint: Endpoint, at now: Timestamp) -> [Change] {
        guard let network = networks[endpoint.network]?.network else { return [] }
        return pools(of: network).flatMap { pool in
            endpoint.addresses.flatMap { addresses.releasing($0.address, of: pool.id, at: now) }.map { .addresses($0) }
        }
    }

    /// Returns the changes that hold an endpoint's addresses, if they are not yet held in its network's own pools: no other endpoint gets
    /// them.
    public func holdingAddresses(of endpoint: Endpoint, at now: Timestamp) -> [Change] {
        guard let network = networks[endpoint.network]?.network else { return [] }
        return pools(of: network).flatMap { pool in
            endpoint.addresses.compactMap { addresses.holding($0.address, of: pool.id, at: now).map { .addresses($0) } }
        }
    }

    /// Returns the changes of a ReleasePool.
    ///
    /// Docker releases a network's pools when it removes the network, or could not create it, even if another call was lost. With its last
    /// pool a network is stale, unless a container is in it. No call about another network has the pool's name, so this call is not late,
    /// and an endpoint that was only created will not join.
    public func releasing(_ id: PoolID) -> [Change] {
        let changes = addresses.releasing(id).map { Change.addresses($0) }
        guard let network = addresses.pool(id).flatMap({ network(of: $0) }) else { return changes }
        let isStale =
            pools(of: network).allSatisfy { $0.id == id }
            && endpoints(of: network.id).allSatisfy { endpoints[$0]?.occupancy.isJoined != true }
        return isStale ? changes + [.setPhase(network.id, .deleting)] : changes
    }

    /// Returns the changes that release the pools of a removed network.
    public func releasingPools(of network: Network) -> [Change] {
        pools(of: network).map { .addresses(.releasePool($0.id)) }
    }

    /// Addresses of a network that are held for containers without an endpoint: CreateEndpoint is about to follow, or the release was lost.
    public var orphans: Set<LeasedAddress> {
        Set(
            networks.values.map(\.network).flatMap { network in
                pools(of: network).flatMap { pool in
                    addresses.addresses(of: pool.id).compactMap { row in
                        orphan(row, of: network).map {
                            LeasedAddress(pool: pool.id, address: row.address, lease: $0)
                        }
                    }
                }
            }
        )
    }

    /// Returns the name of an endpoint's container, if its addresses contain one.
    public func containerName(of endpoint: Endpoint) -> String? {
        guard let network = networks[endpoint.network]?.network else { return nil }
        for pool in pools(of: network) {
            for held in endpoint.addresses {
                if case .held(let lease) = addresses.state(of: held.address, in: pool.id), let name = lease.name {
                    return name
                }
            }
        }
        return nil
    }

    /// Returns the endpoint with an address on the network of a pool.
    func endpoint(at address: IPAddress, of id: PoolID) -> Endpoint? {
        guard let network = addresses.pool(id).flatMap({ network(of: $0) }) else { return nil }
        return holder(of: address, on: network.id)
    }

    private func forgettingOrphan(_ request: AddressRequest) -> AddressChange? {
        guard request.purpose == .address, let address = request.address,
            let network = addresses.pool(request.pool).flatMap({ network(of: $0) }),
            let state = addresses.state(of: address, in: request.pool),
            orphan((address, state), of: network) != nil
        else { return nil }
        return .forget(request.pool, address)
    }

    /// Returns the lease of an address that is held for a container without an endpoint; nil for any other.
    private func orphan(_ row: (address: IPAddress, state: AddressState), of network: Network) -> Lease? {
        guard case .held(let lease) = row.state, lease.purpose == .address else { return nil }
        let isKept = network.subnets.contains { subnet in
            subnet.gateway == row.address || subnet.auxiliary.values.contains(row.address)
        }
        return isKept || holder(of: row.address, on: network.id) != nil ? nil : lease
    }
}

/// A held address of a pool; a different value after it was released and leased again.
public struct LeasedAddress: Hashable, Sendable {
    /// The pool.
    public let pool: PoolID
    /// The address.
    public let address: IPAddress
    /// The purpose of the lease, and its time.
    public let lease: Lease

    /// Creates a leased address of a pool.
    public init(pool: PoolID, address: IPAddress, lease: Lease) {
        self.pool = pool
        self.address = address
        self.lease = lease
    }
}
