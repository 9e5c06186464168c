// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The path next to a container, in every mode: its addresses, its presence, and the host route to it.
extension Explanation {
    /// Follows packets from a source address that belongs to no container.
    func leave(from address: IPAddress, along path: inout Trace) {
        let senders = desired.endpoints.values.filter { endpoint in
            facts.droppedFrames[endpoint.link]?.contains { $0.reason == .source(address) } ?? false
        }
        let home = desired.neededNetworks.first { network in
            network.subnets.contains { $0.prefix.contains(address) }
        }
        guard let sender = senders.min(by: { $0.id < $1.id }) else {
            if let home { path.stop(home.linkSubject ?? home.subject, because: "no container has \(address)") }
            return
        }
        let check = FirewallChain.checkSource.place
        let reason =
            "drops packets of \(name(sender)) with source \(address), which is not assigned to it; --driver-opt "
            + "allowed_addresses=\(address) allows them"
        // An address within the network cannot be elsewhere.
        let isNear = desired.networks[sender.network]?.network.subnets.contains { $0.prefix.contains(address) } ?? false
        isNear ? path.stop(check, because: reason) : path.pass(check, because: reason)
    }

    /// Requires an address of the family at an endpoint.
    func requireAddress(of endpoint: Endpoint, on network: Network, along path: inout Trace) {
        guard endpoint.address(path.family) == nil else { return }
        path.stop(name(endpoint), because: "has no \(path.family) address on \(network.subject)")
    }

    /// Requires a container that can send and receive.
    func requireContainer(of endpoint: Endpoint, on network: Network, along path: inout Trace) {
        requireAddress(of: endpoint, on: network, along: &path)
        guard let address = endpoint.address(path.family) else { return }
        let place = name(endpoint)
        switch endpoint.occupancy {
        case .joined: path.pass(place, because: "has \(address) on \(network.subject)")
        case .created: path.stop(place, because: "has no container: no Join received yet")
        case .left:
            path.stop(place, because: "has no container: left, no DeleteEndpoint received yet")
        }
    }

    /// Requires that the host route to an endpoint leads to its link.
    func requireRoute(to endpoint: Endpoint, by link: InterfaceName, along path: inout Trace) {
        guard let address = endpoint.address(path.family), let route = facts.route(to: address) else { return }
        path.require(
            route.link == link.description,
            at: "\(route)",
            otherwise: "diverts packets to \(address); see \"mdnp doctor\""
        )
    }

    /// The remedy for a missing object of mdnp.
    static let isBeingRepaired = "mdnp repairs this within a second, or logs the cause"
}
