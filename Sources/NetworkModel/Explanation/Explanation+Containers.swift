// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The path next to a container, in every mode: its addresses, its presence, and the host route to it.
extension Explanation {
    /// Follows packets from a source address that belongs to no container.
    func leave(from address: IPAddress, along path: inout Trace) {
        let senders = desired.endpoints.values.filter { endpoint in
            facts.droppedFrames[endpoint.link]?.contains { $0.reason == .source(address) } ?? false
        }
        guard let sender = senders.min(by: { $0.id < $1.id }) else { return }
        let check = FirewallChain.checkSource.place
        let reason =
            "drops what \(name(sender)) sends with \(address), which is none of its addresses; --driver-opt "
            + "allowed_addresses=\(address) lets it pass"
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
        case .created: path.stop(place, because: "is in no container: Docker has not joined it yet")
        case .left:
            path.stop(place, because: "is in no container: it has left, and Docker has not deleted it yet")
        }
    }

    /// Requires that the host route to an endpoint leads to its link.
    func requireRoute(to endpoint: Endpoint, by link: InterfaceName, along path: inout Trace) {
        guard let address = endpoint.address(path.family), let route = facts.route(to: address) else { return }
        path.require(
            route.link == link.description,
            at: "\(route)",
            otherwise: "leads away what is meant for \(address): \"mdnp doctor\" tells more"
        )
    }

    /// The remedy for a missing object of mdnp.
    static let isBeingRepaired = "mdnp repairs it within a second, or says why not in its log"
}
