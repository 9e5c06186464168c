// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The desired resources of networks, according to their modes.
public struct Wanted: Equatable, Sendable {
    /// The links of networks and endpoints, by their aliases.
    public var links: [LinkAlias: Resource] = [:]
    /// The required firewall elements; empty without a network.
    public var required: Set<FirewallElement> = []
    /// The firewall elements that may exist as well: those of networks and endpoints that are being created or removed.
    public var tolerated: Set<FirewallElement> = []

    /// Creates the desired resources of networks, and of their endpoints in a state.
    ///
    /// - Parameters:
    ///   - others: Networks that a call is creating or removing, together with their firewall elements.
    ///   - foreignLinks: The links of networks of other programs.
    ///   - wayOut: The MTU of the host uplink for each family, in bytes.
    public init(
        for networks: [Network],
        tolerating others: [Network] = [],
        in state: DesiredState,
        beside foreignLinks: Set<InterfaceName> = [],
        wayOut: [IPFamily: Int] = [:]
    ) {
        guard !networks.isEmpty else { return }
        required = Set(foreignLinks.map { .dockerLink($0) })
        for network in networks {
            let mode = network.mode.behavior
            insert(mode.resources(for: network, wayOut: wayOut), into: \.required)
            for endpoint in state.endpoints(of: network.id).compactMap({ state.endpoints[$0] }) {
                let isJoined = endpoint.occupancy.isJoined
                insert(mode.resources(for: endpoint, on: network), into: isJoined ? \.required : \.tolerated)
                let published = state.publications.of(endpoint.id)
                required.formUnion(state.firewallElements(of: endpoint.id, publishing: published))
            }
        }
        let unfinished = Wanted(for: others, in: state)
        tolerated.formUnion(unfinished.required.union(unfinished.tolerated))
    }

    private mutating func insert(_ resources: [Resource], into set: WritableKeyPath<Self, Set<FirewallElement>>) {
        for resource in resources {
            if case .element(let element) = resource {
                self[keyPath: set].insert(element)
            } else if let link = resource.link {
                links[link.alias] = resource
            }
        }
    }
}

extension DesiredState {
    /// The networks that are active or being created: they need the firewall and the host's settings.
    public var neededNetworks: [Network] {
        networks.values.filter { $0.phase != .deleting }.map(\.network).sorted { $0.id < $1.id }
    }

    /// The active networks.
    var activeNetworks: [Network] {
        networks.values.filter { $0.phase == .active }.map(\.network).sorted { $0.id < $1.id }
    }
}
