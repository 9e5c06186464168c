// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM

extension DesiredState {
    /// The maximum number of endpoints of one network: the kernel attaches 1,024 links to one network, and retired links count until they are
    /// deleted.
    public static var endpointLimit: Int { 1000 }

    /// Returns the changes that add a network; none if an identical one is active, as when Docker repeats a call.
    ///
    /// Refuses the id of a different network, a range that overlaps another network's, and a conflict with another network by its mode.
    public func adding(_ network: Network) throws(Refusal) -> [Change] {
        if let record = networks[network.id] {
            guard record.network == network else {
                throw Refusal("network \(network.id.short)", "already exists with other options or subnets")
            }
            return record.phase == .active ? [] : [.setPhase(network.id, .creating)]
        }
        for subnet in network.subnets {
            guard let occupied = OccupiedBlock.everywhere.first(where: { $0.prefix.overlaps(subnet.prefix) }) else {
                continue
            }
            throw Refusal(.overlap(subnet.prefix, with: "\(occupied.description)", remedy: occupied.remedy))
        }
        for record in networks.values.sorted(by: { $0.network.id < $1.network.id })
        where record.network.id != network.id {
            try check(network, against: record.network)
        }
        for subnet in network.subnets where subnet.space == nil {
            guard let pool = addresses.pool(overlapping: subnet.prefix, in: .local) else { continue }
            throw Refusal("subnet \(subnet.prefix)", "overlaps pool \(pool.prefix) of the mdnp IPAM driver")
        }
        return [.addNetwork(NetworkRecord(network, phase: .creating))]
    }

    /// Returns the networks that a new one proves stale: Docker's own IPAM assigned the same addresses to both, which it never does before
    /// the first is removed.
    ///
    /// DeleteNetwork was lost, or the reply to CreateNetwork.
    ///
    /// A network with a container, or with an endpoint that may still join, is not returned. Such a network belongs to another engine, or
    /// the host is in disorder, and the new one is refused.
    public func networks(provenStaleBy network: Network) -> [NetworkID] {
        let given = network.subnets.filter(\.isDockers).map(\.prefix)
        return networks.values.filter { record in
            record.network.id != network.id && record.phase == .active
                && record.network.subnets.contains { subnet in
                    subnet.isDockers && given.contains { $0.overlaps(subnet.prefix) }
                }
                && endpoints(of: record.network.id).allSatisfy { endpoints[$0]?.occupancy.hasLeft ?? true }
        }.map(\.network.id).sorted()
    }

    private func check(_ network: Network, against other: Network) throws(Refusal) {
        for subnet in network.subnets {
            if let taken = other.subnets.first(where: { $0.prefix.overlaps(subnet.prefix) }) {
                throw Refusal("subnet \(subnet.prefix)", "overlaps subnet \(taken.prefix) of network \(other.id.short)")
            }
        }
        try network.mode.behavior.check(network, against: other)
    }

    /// Returns the active network with an id; refuses any other.
    public func network(_ id: NetworkID) throws(Refusal) -> Network {
        guard let record = networks[id], record.phase == .active else {
            throw Refusal("network \(id.short)", "does not exist")
        }
        return record.network
    }

    /// Returns an endpoint of a network; refuses one that does not exist.
    public func endpoint(_ id: EndpointID, on network: NetworkID) throws(Refusal) -> Endpoint {
        guard let endpoint = endpoints[id], endpoint.network == network else {
            throw Refusal("endpoint \(id.short)", "does not exist on network \(network.short)")
        }
        return endpoint
    }

    /// Returns the changes that add an endpoint, and the endpoints that it proves stale: those that still hold one of its addresses.
    ///
    /// Docker would not assign an address that is in use. The ``AddressAuthority`` holds the addresses of the new endpoint, in the same
    /// transaction.
    ///
    /// A derived MAC address that was assigned to another endpoint of the network is derived anew.
    ///
    /// Refuses an address outside the network's ranges, an assigned MAC address that another endpoint or a link of the network has, and the
    /// id of a different endpoint.
    public func adding(_ endpoint: Endpoint) throws(Refusal) -> Decision<AddedEndpoint> {
        let network = try network(endpoint.network)
        for held in endpoint.addresses {
            guard let subnet = network.subnets.first(where: { $0.prefix.contains(held.address) }) else {
                let ranges = network.subnets.map(\.prefix.description).joined(separator: ", ")
                let reason = ranges.isEmpty ? "the network has no subnet" : "the network has \(ranges)"
                throw Refusal("address \(held)", "is outside network \(network.id.short): \(reason)")
            }
            if subnet.gateway == held.address, network.gatewayAddresses.contains(where: { $0.address == held.address })
            {
                throw Refusal("address \(held)", "is the gateway of network \(network.id.short)")
            }
        }
        if let existing = endpoints[endpoint.id] {
            guard existing.isSameRequest(as: endpoint) else {
                throw Refusal("endpoint \(endpoint.id.short)", "already exists with other addresses")
            }
            return Decision([], outcome: AddedEndpoint(endpoint: existing, stale: []))
        }
        if let owner = owner(of: endpoint.link) {
            throw Refusal("endpoint \(endpoint.id.short)", "has the same first twelve characters as endpoint \(owner)")
        }
        guard endpoints(of: network.id).count < Self.endpointLimit else {
            throw Refusal(
                "network \(network.id.short)",
                "has \(Self.endpointLimit) endpoints, the maximum"
            )
        }
        let stale = Set(endpoint.addresses.compactMap { holder(of: $0.address, on: endpoint.network) })
        let added = try choosingMAC(of: endpoint, on: network, beside: stale)
        let changes = stale.map { Change.removeEndpoint($0.id) } + [.addEndpoint(added)]
        return Decision(changes, outcome: AddedEndpoint(endpoint: added, stale: Array(stale)))
    }

    /// Returns the endpoint that conflicts with the assigned MAC address of a new one: another of its network that has the same address and
    /// has not left.
    public func holder(ofMACGivenTo endpoint: Endpoint) -> Endpoint? {
        guard endpoint.isMACGiven else { return nil }
        return holders(of: endpoint.mac, on: endpoint.network).first { $0.id != endpoint.id && !$0.occupancy.hasLeft }
    }

    private func choosingMAC(
        of endpoint: Endpoint,
        on network: Network,
        beside stale: Set<Endpoint>
    ) throws(Refusal) -> Endpoint {
        let holder = { (mac: MACAddress) in
            holders(of: mac, on: network.id).first { !$0.occupancy.hasLeft && !stale.contains($0) }
        }
        let ownLink = { (mac: MACAddress) in network.mode.behavior.link(having: mac, of: network) }
        guard let other = holder(endpoint.mac) else {
            guard let link = ownLink(endpoint.mac) else { return endpoint }
            throw Refusal("MAC address \(endpoint.mac)", "belongs to \(link); \(Self.macRemedy)")
        }
        guard endpoint.isMACGiven else { return endpoint.derivingMAC { ownLink($0) != nil || holder($0) != nil } }
        let name = containerName(of: other).map { "container \($0), " } ?? ""
        let place = other.addresses.first.map { " at \($0.address)" } ?? ""
        throw Refusal(
            "MAC address \(endpoint.mac)",
            "belongs to \(name)endpoint \(other.id.short)\(place) on the same network; \(Self.macRemedy)"
        )
    }

    private static let macRemedy = "use another address, or omit --mac-address"
}

/// An endpoint that was added to a network, in its final form.
public struct AddedEndpoint: Hashable, Sendable {
    /// The endpoint, with its MAC address.
    public let endpoint: Endpoint
    /// The endpoints that it proves stale.
    public let stale: [Endpoint]
}

extension Endpoint {
    /// Returns a Boolean value that indicates whether another endpoint results from the same request, regardless of Join and Leave.
    func isSameRequest(as other: Endpoint) -> Bool {
        var requested = self
        requested.occupancy = other.occupancy
        // A derived MAC address may have been derived anew.
        if !isMACGiven && !other.isMACGiven { requested.mac = other.mac }
        return requested == other
    }
}
