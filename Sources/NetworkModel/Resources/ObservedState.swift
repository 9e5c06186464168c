// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What is: what the kernel shows of mdnp's links, its firewall and the host.
public struct ObservedState: Hashable, Sendable {
    /// The links that carry mdnp's alias, by it.
    public var links: [LinkAlias: Resource] = [:]
    /// The permanent entries of the host's neighbor table behind mdnp's links that mdnp made; nil where they were not looked at.
    public var neighbors: Set<HostNeighbor>?
    /// Those that somebody else made.
    public var foreignNeighbors: Set<HostNeighbor> = []
    /// Links of mdnp's that were cut off before they got their alias: nobody's.
    public var halfMade: Set<InterfaceName> = []
    /// Links that do not say that they are mdnp's: those half made, those of others, and such of mdnp's whose alias somebody took away.
    public var others: Set<InterfaceName> = []
    /// Whether the firewall is there as a whole, and what it marks gets through Docker's filter; nil if there is nothing of it.
    public var isFirewallWhole: Bool?
    /// What the firewall knows.
    public var firewall: Set<FirewallElement> = []
    /// Client lists that the firewall has, and of which it is not known that they hold what they should: nobody else gets in meanwhile.
    public var unfilledClientLists: Set<ClientListID> = []
    /// The links of Docker's own networks, by their names.
    public var foreignLinks: Set<InterfaceName> = []
    /// The MTU of the link that packets to the Internet leave by, in bytes, for each family that has such a way out.
    public var wayOutMTU: [IPFamily: Int] = [:]
    /// The links that default routes of any table leave by, of a family that has several; none where there is one way out.
    public var uplinks: Set<InterfaceName> = []
    /// Whether answers find each link that the firewall numbers (``FirewallElement/arrival(_:number:)``), by rules and routes.
    public var routesArrivals = true
    /// Whether the host forwards IPv6 packets.
    public var forwardsIPv6 = false
    /// The way in which the host has no IPv6; nil where it has.
    public var ipv6Absence: IPv6Absence?
    /// Links of others that hear router advertisements only while the host does not forward.
    public var advertisementListeners: Set<InterfaceName> = []

    /// A host without anything of mdnp's.
    public init() {}
}
