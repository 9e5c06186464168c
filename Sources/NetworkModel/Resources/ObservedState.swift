// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The observed state: mdnp links, the firewall and the host, as reported by the kernel.
public struct ObservedState: Hashable, Sendable {
    /// The links with an alias of mdnp, by alias.
    public var links: [LinkAlias: Resource] = [:]
    /// The permanent entries of mdnp in the host neighbor table behind mdnp links; nil if not observed.
    public var neighbors: Set<HostNeighbor>?
    /// The permanent entries of other programs behind mdnp links.
    public var foreignNeighbors: Set<HostNeighbor> = []
    /// Incomplete links of mdnp, whose creation was interrupted before they got an alias: they have no owner.
    public var halfMade: Set<InterfaceName> = []
    /// Links without an alias of mdnp: incomplete ones, foreign ones, and mdnp links whose alias was removed.
    public var others: Set<InterfaceName> = []
    /// A Boolean value that indicates whether the firewall is complete, and its marked packets pass Docker's filter; nil if there is no
    /// part of it.
    public var isFirewallWhole: Bool?
    /// The firewall elements.
    public var firewall: Set<FirewallElement> = []
    /// Client lists in the firewall whose contents are not verified: clients that they lack are not admitted meanwhile.
    public var unfilledClientLists: Set<ClientListID> = []
    /// The link names of Docker networks.
    public var foreignLinks: Set<InterfaceName> = []
    /// The MTU in bytes of the link to the Internet, for each family with such an uplink.
    public var wayOutMTU: [IPFamily: Int] = [:]
    /// The links of default routes in any table, of a family that has several; empty for a single uplink.
    public var uplinks: Set<InterfaceName> = []
    /// A Boolean value that indicates whether rules and routes lead replies to each numbered link (``FirewallElement/arrival(_:number:)``).
    public var routesArrivals = true
    /// A Boolean value that indicates whether the host forwards IPv6 packets.
    public var forwardsIPv6 = false
    /// The cause for the absence of IPv6; nil if the host has IPv6.
    public var ipv6Absence: IPv6Absence?
    /// Foreign links that accept router advertisements only while the host does not forward.
    public var advertisementListeners: Set<InterfaceName> = []

    /// Creates the state of a host without mdnp objects.
    public init() {}
}
