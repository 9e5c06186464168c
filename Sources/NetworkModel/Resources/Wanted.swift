// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What should be: the resources of networks, by what their modes say.
public struct Wanted: Equatable, Sendable {
    /// The links of networks and endpoints, by their aliases.
    public var links: [LinkAlias: Resource] = [:]
    /// What the firewall must know; nothing at all where there is no network.
    public var required: Set<FirewallElement> = []
    /// What the firewall may know as well: what is said of networks and endpoints that are just on their way in or out.
    public var tolerated: Set<FirewallElement> = []

    /// What should be of networks and of what a state has on them.
    ///
    /// - Parameters:
    ///   - others: Networks that are being made or taken away by somebody who sees to the firewall as well.
    ///   - foreignLinks: The links of networks of somebody else's.
    ///   - wayOut: The MTU of the host's way out for each family, in bytes.
    public init(
        for networks: [Network],
        tolerating others: [Network] = [],
        in state: DesiredState,
        beside foreignLinks: Set<InterfaceName> = [],
        wayOut: [IPFamily: Int] = [:]
    ) {
        guard !networks.isEmpty else { return }
        required = Set(foreignLinks.map { .foreign($0) })
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
    /// The networks that stand or are about to: those that the firewall and the host's settings are there for.
    public var neededNetworks: [Network] {
        networks.values.filter { $0.phase != .deleting }.map(\.network).sorted { $0.id < $1.id }
    }

    /// The networks that stand.
    var standingNetworks: [Network] {
        networks.values.filter { $0.phase == .standing }.map(\.network).sorted { $0.id < $1.id }
    }
}
