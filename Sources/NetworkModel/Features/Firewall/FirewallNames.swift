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
    /// Docker's chain for rules of users.
    public static let userChain = "DOCKER-USER"

    /// The beginning of the names of all chains of client lists, before the list's own.
    public static let clientChainPrefix = "clients_"

    /// The mark as `nft` and `iptables` write it: `0x10000000`.
    public static var markText: String { "0x" + String(mark, radix: 16) }

    /// A table as `nft list tables` names it.
    public static func table(_ family: String) -> String { "table \(family) \(table)" }
}

/// A chain of mdnp's tables that explanations name.
public enum FirewallChain: Sendable, CaseIterable {
    case prerouting, toHost, fromClosed, leaving, entering, between, publish
    case check, trusted, forward

    /// The name as `nft` shows it.
    public var name: String {
        switch self {
        case .toHost: "to_host"
        case .fromClosed: "from_closed"
        default: "\(self)"
        }
    }

    /// The family of its table as `nft` names it.
    public var family: String {
        switch self {
        case .check, .trusted, .forward: "bridge"
        default: "inet"
        }
    }

    /// The place as an explanation names it: `table inet mdnp, chain leaving`.
    var place: String { "\(FirewallNames.table(family)), chain \(name)" }
}
