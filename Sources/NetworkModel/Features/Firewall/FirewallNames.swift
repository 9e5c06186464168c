// SPDX-License-Identifier: Apache-2.0

/// The names and numbers of mdnp objects in the kernel, for the code that creates them and the code that explains them.
public enum FirewallNames {
    /// The name of both tables, `inet mdnp` and `bridge mdnp`.
    public static let table = "mdnp"
    /// The mark bit of a packet that mdnp allows, and of a connection that mdnp admitted.
    public static let mark: UInt32 = 0x1000_0000
    /// The mark of a first packet from one network to another, before rules of users in `DOCKER-USER` decide.
    public static let undecidedMark: UInt32 = 0x8d00_0000
    /// The mark of such a packet within `DOCKER-USER`, and of a packet that a user's rule accepted there.
    public static let shownMark: UInt32 = 0x8e00_0000
    /// The group of all mdnp links in use (`ip link show group 28004`).
    public static let linkGroup: UInt32 = 28_004
    /// The group of retired links, which wait for deletion: one more, so that one rule can match both groups.
    public static let retiredLinkGroup: UInt32 = linkGroup + 1
    /// The priority of the chain for forwarded packets: before Docker's chains, which are at 0.
    public static let forwardPriority: Int32 = -10

    /// The prefix of the chain names of client lists for container ports, before the list's own name.
    public static let clientChainPrefix = "clients_"
    /// The prefix of the chain names of client lists for relayed ports, before the list's own name.
    public static let relayClientChainPrefix = "relay_clients_"

    /// The set of bridges of networks without outbound access.
    public static let noEgressSet = "no_egress"
    /// The set of Docker bridges.
    public static let dockerLinksSet = "docker_bridges"
    /// The set of links whose containers reach each other by published ports only.
    public static let isolatedSet = "isolated"

    /// The mark as `nft` and `iptables` print it: `0x10000000`.
    public static var markText: String { "0x" + String(mark, radix: 16) }

    /// Returns the name of a table in `nft list tables`.
    static func table(_ family: FirewallChain.Family) -> String { "table \(family) \(table)" }
}

/// A chain of the mdnp tables with a constant name.
public enum FirewallChain: Hashable, Sendable, CaseIterable {
    // Chains of the table `inet mdnp`.
    case prerouting, limitConnections, publish, output
    case dropRelayedPorts, restrictRelayedPorts, fromNoHostAccess, fromNoEgress, input
    case allowPacket, admitConnection, toPublishedPort, deferToDockerUser
    case forwardFromNetworks, forwardToNetworks, forward, betweenNetworks
    case natFromOutside, natToNetworks, natFromNetworks, postrouting
    case hostArrivals, markReply, containerReplies, hostReplies
    // Chains of the table `bridge mdnp`.
    case wrongMAC, wrongARPMAC, wrongSource, checkAnnouncement, linkLocal, checkSource, knownSource
    case framePrerouting, frameInput, frameForward

    /// The family of a table, by its name in `nft`.
    public enum Family: Hashable, Sendable {
        case inet, bridge
    }

    /// The name that `nft` shows.
    public var name: String {
        switch self {
        case .limitConnections: "limit_connections"
        case .dropRelayedPorts: "drop_relayed_ports"
        case .restrictRelayedPorts: "restrict_relayed_ports"
        case .fromNoHostAccess: "from_no_host_access"
        case .fromNoEgress: "from_no_egress"
        case .allowPacket: "allow_packet"
        case .admitConnection: "admit_connection"
        case .toPublishedPort: "to_published_port"
        case .deferToDockerUser: "defer_to_docker_user"
        case .forwardFromNetworks: "forward_from_networks"
        case .forwardToNetworks: "forward_to_networks"
        case .betweenNetworks: "between_networks"
        case .natFromOutside: "nat_from_outside"
        case .natToNetworks: "nat_to_networks"
        case .natFromNetworks: "nat_from_networks"
        case .hostArrivals: "host_arrivals"
        case .markReply: "mark_reply"
        case .containerReplies: "container_replies"
        case .hostReplies: "host_replies"
        case .wrongMAC: "wrong_mac"
        case .wrongARPMAC: "wrong_arp_mac"
        case .wrongSource: "wrong_source"
        case .checkAnnouncement: "check_announcement"
        case .linkLocal: "link_local"
        case .checkSource: "check_source"
        case .knownSource: "known_source"
        case .framePrerouting: "prerouting"
        case .frameInput: "input"
        case .frameForward: "forward"
        case .prerouting, .publish, .output, .input, .forward, .postrouting: "\(self)"
        }
    }

    /// The family of the chain's table.
    public var family: Family {
        switch self {
        case .wrongMAC, .wrongARPMAC, .wrongSource, .checkAnnouncement, .linkLocal, .checkSource, .knownSource: .bridge
        case .framePrerouting, .frameInput, .frameForward: .bridge
        default: .inet
        }
    }

    /// The location in an explanation: `table inet mdnp, chain forward_from_networks`.
    var place: String { "\(FirewallNames.table(family)), chain \(name)" }
}

/// A chain of the table `filter` that may contain rules of mdnp, by its name.
public enum DockerFilterChain: String, Hashable, Sendable, CaseIterable {
    /// The chain of mdnp that passes packets between two networks to `DOCKER-USER`.
    case between = "MDNP-BETWEEN"
    /// The chain that Docker leaves to its users.
    case user = "DOCKER-USER"
    /// The host's chain for forwarded packets.
    case forward = "FORWARD"
}
