// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

extension DesiredState {
    /// What a RequestAddress changes, and the address that it is answered with.
    ///
    /// On a network of mdnp's own, a certain address is given again while no endpoint has it: Docker takes one container of a network
    /// after the other from RequestAddress to CreateEndpoint, so whoever held it did not hear the answer, or gave up.
    public func leasing(_ request: AddressRequest, at now: Timestamp) throws(Refusal) -> Decision<InterfaceAddress> {
        do {
            var book = addresses
            let forgotten = forgettingOrphan(request)
            if let forgotten { book.apply(forgotten) }
            let lease = try book.leasing(request, at: now)
            let changes = [forgotten].compactMap(\.self) + lease.changes
            return Decision(changes.map { .addresses($0) }, lease.address)
        } catch {
            throw Refusal(error)
        }
    }

    /// What came of a ReleaseAddress.
    public enum Release: Hashable, Sendable {
        /// Nobody held the address.
        case nothing
        /// It is free.
        case done
        /// It is free, and its endpoint, which has left its sandbox, dead: the call that said so was lost.
        case provesDead(Endpoint)
        /// It is kept: its endpoint is in a sandbox, or about to join one. The call is a late one, about an earlier holder.
        case inUse(by: Endpoint)
    }

    /// What a ReleaseAddress changes.
    ///
    /// Docker gives an address back only once its endpoint is deleted. Where mdnp has the endpoint nevertheless, either that call was lost or
    /// this one comes late.
    public func releasing(_ address: IPAddress, of id: PoolID, at now: Timestamp) -> Decision<Release> {
        let changes = addresses.releasing(address, of: id, at: now).map { Change.addresses($0) }
        guard !changes.isEmpty else { return Decision([], .nothing) }
        guard let endpoint = endpoint(at: address, of: id) else { return Decision(changes, .done) }
        guard endpoint.occupancy.hasLeft else { return Decision([], .inUse(by: endpoint)) }
        return Decision([.removeEndpoint(endpoint.id)] + changes, .provesDead(endpoint))
    }

    /// What becomes of the addresses of an endpoint that is known to be dead: whoever should have given them back will not.
    public func releasingAddresses(of endpoint: Endpoint, at now: Timestamp) -> [Change] {
        guard let network = networks[endpoint.network]?.network else { return [] }
        return pools(of: network).flatMap { pool in
            endpoint.addresses.flatMap { addresses.releasing($0.address, of: pool.id, at: now) }.map { .addresses($0) }
        }
    }

    /// The changes that hold an endpoint's addresses where its network's own pools do not: no other endpoint gets what this one has.
    public func holdingAddresses(of endpoint: Endpoint, at now: Timestamp) -> [Change] {
        guard let network = networks[endpoint.network]?.network else { return [] }
        return pools(of: network).flatMap { pool in
            endpoint.addresses.compactMap { addresses.holding($0.address, of: pool.id, at: now).map { .addresses($0) } }
        }
    }

    /// What a ReleasePool changes.
    ///
    /// Docker gives a network's pools back when it removes the network, or could not make it; whichever call should have followed, or gone
    /// before: with its last pool a network is over, unless a container is in it. No call about another network has the pool's name, so this one is
    /// not late, and an endpoint that was only created will not join any more.
    public func releasing(_ id: PoolID) -> [Change] {
        let changes = addresses.releasing(id).map { Change.addresses($0) }
        guard let network = addresses.pool(id).flatMap({ network(of: $0) }) else { return changes }
        let isOver =
            pools(of: network).allSatisfy { $0.id == id }
            && endpoints(of: network.id).allSatisfy { endpoints[$0]?.occupancy.isJoined != true }
        return isOver ? changes + [.setPhase(network.id, .deleting)] : changes
    }

    /// What becomes of the pools of a network that is no more.
    public func releasingPools(of network: Network) -> [Change] {
        pools(of: network).map { .addresses(.releasePool($0.id)) }
    }

    /// Addresses that are held on a network for containers and that no endpoint has: just on their way, or never given back.
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

    /// The name of the container that an endpoint is for, as far as its addresses tell.
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

    /// The endpoint of the network of a pool that has an address.
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

    /// The lease of an address that is held for a container without an endpoint; nil for any other.
    private func orphan(_ row: (address: IPAddress, state: AddressState), of network: Network) -> Lease? {
        guard case .held(let lease) = row.state, lease.purpose == .address else { return nil }
        let isKept = network.subnets.contains { subnet in
            subnet.gateway == row.address || subnet.auxiliary.values.contains(row.address)
        }
        return isKept || holder(of: row.address, on: network.id) != nil ? nil : lease
    }
}

/// An address of a pool that is held; another one once it was given back and leased anew.
public struct LeasedAddress: Hashable, Sendable {
    /// The pool.
    public let pool: PoolID
    /// The address.
    public let address: IPAddress
    /// What it is held for, and since when.
    public let lease: Lease

    /// An address of a pool.
    public init(pool: PoolID, address: IPAddress, lease: Lease) {
        self.pool = pool
        self.address = address
        self.lease = lease
    }
}
