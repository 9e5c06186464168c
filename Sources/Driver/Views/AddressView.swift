// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM
public import NetworkModel

/// The leases of the IPAM driver, for readers.
public struct AddressView: Sendable {
    /// All pools, addresses and reservations.
    public let book: AddressBook
    /// The pools of the view, in their order.
    public let usages: [AddressBook.Usage]
    /// The reservations of the view that are in no pool.
    public let reservations: [AddressBook.Reservation]
    /// The mdnp networks on these pools.
    public let networks: [PoolID: NetworkID]

    private let names: [PoolID: [IPAddress: String]]

    /// Creates a view of all leases, or of those in a scope.
    init(_ state: DesiredState, facts: EngineFacts, in scope: AddressScope? = nil) {
        book = state.addresses
        usages = state.addresses.usages.filter { scope?.has($0.pool) ?? true }
        reservations = state.addresses.allReservations.filter { reservation in
            state.addresses.pool(around: reservation.address, in: reservation.space) == nil
                && (scope?.has(reservation.address) ?? true)
        }
        var networks: [PoolID: NetworkID] = [:]
        var names: [PoolID: [IPAddress: String]] = [:]
        for usage in usages {
            guard let network = state.network(of: usage.pool) else { continue }
            networks[usage.pool.id] = network.id
            for endpoint in state.endpoints(of: network.id).compactMap({ state.endpoints[$0] }) {
                guard let name = facts.containerNames[endpoint.id] else { continue }
                for held in endpoint.addresses { names[usage.pool.id, default: [:]][held.address] = name }
            }
        }
        self.networks = networks
        self.names = names
    }

    /// Returns the name of the container with an address, if the engine reported it.
    public func containerName(at address: IPAddress, of pool: PoolID) -> String? { names[pool]?[address] }
}
