// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel

// Steps as tests speak of them.

extension Step {
    /// The link of a network is made, or put right.
    ///
    /// - Parameter wayOut: The MTU of the host's way out for each family, in bytes.
    public static func ensureBridge(_ network: Network, wayOut: [IPFamily: Int] = [:]) -> Step {
        .ensure(.bridge(BridgeLink(of: network, wayOut: wayOut)))
    }

    /// The link of a network goes.
    public static func removeBridge(_ id: NetworkID) -> Step { .remove(.bridge(id)) }

    /// A link that is nobody's goes.
    public static func removeLink(_ name: InterfaceName) -> Step { .remove(.remnant(name)) }

    /// The link of an endpoint is made.
    public static func addVeth(_ endpoint: Endpoint, on network: Network) -> Step {
        .ensure(.veth(VethLink(of: endpoint, on: network)))
    }

    /// The link of an endpoint is put back.
    public static func attach(_ endpoint: Endpoint, to network: Network) -> Step {
        .repair(.veth(VethLink(of: endpoint, on: network)))
    }

    /// The link of an endpoint goes to the reaper.
    public static func bury(_ name: InterfaceName) -> Step { .remove(.veth(name)) }

    /// The firewall goes.
    public static var closeFirewall: Step { .remove(.tables) }

    /// Something of the host is changed.
    public static func change(_ change: HostChange) -> Step { .ensure(.setting(change)) }

    /// Something of the host is changed back.
    public static func undo(_ change: HostChange) -> Step { .remove(.setting(change)) }

    /// An entry of the host's neighbor table goes.
    public static func removeNeighbor(_ neighbor: HostNeighbor) -> Step { .remove(.neighbor(neighbor)) }

    /// The network whose link is made.
    public var ensuredBridge: NetworkID? {
        if case .ensure(.bridge(let link)) = self { link.network } else { nil }
    }

    /// The endpoint whose link is made.
    public var addedVeth: EndpointID? {
        if case .ensure(.veth(let link)) = self { link.endpoint } else { nil }
    }

    /// The link that goes to the reaper.
    public var buried: InterfaceName? {
        if case .remove(.veth(let name)) = self { name } else { nil }
    }
}

extension [Step] {
    /// The batches, whatever the order within each.
    public var deeds: [Set<Step>] { batches.map { Set($0) } }

    /// The elements that are added to the firewall.
    public var added: Set<FirewallElement> { Set(compactMap(\.addedElement)) }

    /// The elements that are removed from the firewall.
    public var removed: Set<FirewallElement> { Set(compactMap(\.removedElement)) }
}

extension Plan {
    /// The steps that bring the firewall to what it should know of networks.
    public static func firewall(
        for networks: [Network],
        in desired: DesiredState,
        _ observed: ObservedState
    ) -> [Step] {
        let wanted = Wanted(for: networks, in: desired, beside: observed.foreignLinks)
        return firewall(to: wanted, for: networks, observed)
    }
}
