// SPDX-License-Identifier: Apache-2.0

/// The names and numbers by which mdnp's objects in the kernel are known, for the code that makes them and the code that explains them.
public enum FirewallNames {
    /// The name of both tables, `inet mdnp` and `bridge mdnp`.
    public static let table = "mdnp"
    /// The bit of a packet's mark that says that mdnp allows it, and of a connection's mark that mdnp let it in.
    public static let mark: UInt32 = 0x1000_0000
    /// The mark of a first packet from one network to another, on which rules of users in `DOCKER-USER` decide.
    public static let undecidedMark: UInt32 = 0x8d00_0000
    /// The mark of such a packet while it is shown to `DOCKER-USER`, and of one that a rule of users accepted there.
    public static let shownMark: UInt32 = 0x8e00_0000
    /// The group of all links of mdnp that are in use (`ip link show group 28004`).
    public static let linkGroup: UInt32 = 28_004
    /// The group of the links that wait to be deleted: one more, so that a rule can ask for both at once.
    public static let retiredLinkGroup: UInt32 = linkGroup + 1
    /// The priority of the chain that decides on forwarded packets: before Docker's chains, which are at 0.
    public static let forwardPriority: Int32 = -10

    /// The beginning of the names of all chains of client lists for ports of containers, before the list's own.
    public static let clientChainPrefix = "clients_"
    /// The beginning of the names of all chains of client lists for ports that mdnp relays, before the list's own.
    public static let relayClientChainPrefix = "relay_clients_"

    /// The set of bridges of networks without a way out.
    public static let closedSet = "closed"
    /// The set of Docker's own bridges.
    public static let foreignSet = "foreign"
    /// The set of links whose containers reach each other by published ports only.
    public static let apartSet = "apart"

    /// The mark as `nft` and `iptables` write it: `0x10000000`.
    public static var markText: String { "0x" + String(mark, radix: 16) }

    /// A table as `nft list tables` names it.
    static func table(_ family: FirewallChain.Family) -> String { "table \(family) \(table)" }
}

/// A chain of mdnp's tables whose name is always the same.
public enum FirewallChain: Hashable, Sendable, CaseIterable {
    // Of the table `inet mdnp`.
    case prerouting, opening, publish, output, relaying, toRelays, toHost, fromClosed, input
    case pass, admit, published, undecided, leaving, entering, forward, between
    case fromOutside, toNetworks, fromNetworks, postrouting
    case arrivalsAtHost, answer, answersOfContainers, answersOfHost
    // Of the table `bridge mdnp`.
    case wrongMAC, wrongARPMAC, wrongSource, claims, linkLocal, check, trusted
    case framePrerouting, frameInput, frameForward

    /// The family of a table as `nft` names it.
    public enum Family: Hashable, Sendable {
        case inet, bridge
    }

    /// The name as `nft` shows it.
    public var name: String {
        switch self {
        case .toRelays: "to_relays"
        case .toHost: "to_host"
        case .fromClosed: "from_closed"
        case .fromOutside: "from_outside"
        case .toNetworks: "to_networks"
        case .fromNetworks: "from_networks"
        case .arrivalsAtHost: "arrivals_at_host"
        case .answersOfContainers: "answers_of_containers"
        case .answersOfHost: "answers_of_host"
        case .wrongMAC: "wrong_mac"
        case .wrongARPMAC: "wrong_arp_mac"
        case .wrongSource: "wrong_source"
        case .linkLocal: "link_local"
        case .framePrerouting: "prerouting"
        case .frameInput: "input"
        case .frameForward: "forward"
        default: "\(self)"
        }
    }

    /// The family of its table.
    public var family: Family {
        switch self {
        case .wrongMAC, .wrongARPMAC, .wrongSource, .claims, .linkLocal, .check, .trusted: .bridge
        case .framePrerouting, .frameInput, .frameForward: .bridge
        default: .inet
        }
    }

    /// The place as an explanation names it: `table inet mdnp, chain leaving`.
    var place: String { "\(FirewallNames.table(family)), chain \(name)" }
}

/// A chain of the table `filter` that rules of mdnp may be in, by its name.
public enum DockerFilterChain: String, Hashable, Sendable, CaseIterable {
    /// The chain of mdnp that shows packets between two networks to `DOCKER-USER`.
    case between = "MDNP-BETWEEN"
    /// The chain that Docker leaves to its users.
    case user = "DOCKER-USER"
    /// The host's chain for forwarded packets.
    case forward = "FORWARD"
}
