// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetworkModel

// Steps under the names that tests use.

extension Step {
    /// Returns the step that creates or repairs the bridge of a network.
    ///
    /// - Parameter wayOut: The MTU of the host's uplink for each family, in bytes.
    public static func ensureBridge(_ network: Network, wayOut: [IPFamily: Int] = [:]) -> Step {
        .ensure(.bridge(BridgeLink(of: network, wayOut: wayOut)))
    }

    /// Returns the step that removes the bridge of a network.
    public static func removeBridge(_ id: NetworkID) -> Step { .remove(.bridge(id)) }

    /// Returns the step that removes an incomplete link without an owner.
    public static func removeLink(_ name: InterfaceName) -> Step { .remove(.remnant(name)) }

    /// Returns the step that creates the veth of an endpoint.
    public static func addVeth(_ endpoint: Endpoint, on network: Network) -> Step {
        .ensure(.veth(VethLink(of: endpoint, on: network)))
    }

    /// Returns the step that repairs the veth of an endpoint.
    public static func attach(_ endpoint: Endpoint, to network: Network) -> Step {
        .repair(.veth(VethLink(of: endpoint, on: network)))
    }

    /// Returns the step that retires the veth of an endpoint for the reaper.
    public static func retire(_ name: InterfaceName) -> Step { .remove(.veth(name)) }

    /// The step that removes the firewall tables.
    public static var closeFirewall: Step { .remove(.tables) }

    /// Returns the step that changes a host setting.
    public static func change(_ change: HostChange) -> Step { .ensure(.setting(change)) }

    /// Returns the step that undoes the change of a host setting.
    public static func undo(_ change: HostChange) -> Step { .remove(.setting(change)) }

    /// Returns the step that removes an entry of the host's neighbor table.
    public static func removeNeighbor(_ neighbor: HostNeighbor) -> Step { .remove(.neighbor(neighbor)) }

    /// The network whose bridge the step creates.
    public var ensuredBridge: NetworkID? {
        if case .ensure(.bridge(let link)) = self { link.network } else { nil }
    }

    /// The endpoint whose veth the step creates.
    public var addedVeth: EndpointID? {
        if case .ensure(.veth(let link)) = self { link.endpoint } else { nil }
    }

    /// The link that the step retires.
    public var retired: InterfaceName? {
        if case .remove(.veth(let name)) = self { name } else { nil }
    }
}

extension [Step] {
    /// The batches of steps, without an order within each.
    public var deeds: [Set<Step>] { batches.map { Set($0) } }

    /// The elements that the steps add to the firewall.
    public var added: Set<FirewallElement> { Set(compactMap(\.addedElement)) }

    /// The elements that the steps remove from the firewall.
    public var removed: Set<FirewallElement> { Set(compactMap(\.removedElement)) }
}

extension Plan {
    /// Returns the steps that bring the firewall to the desired state for networks.
    public static func firewall(
        for networks: [Network],
        in desired: DesiredState,
        observed: ObservedState
    ) -> [Step] {
        let wanted = Wanted(for: networks, in: desired, beside: observed.foreignLinks)
        return firewall(to: wanted, for: networks, observed: observed)
    }
}
