// SPDX-License-Identifier: Apache-2.0

import Netlink
import NetlinkWire
import NetworkModel

/// Finds nf_tables transactions that concern the firewall of mdnp.
///
/// A pure value: its only input is events. Docker changes its own tables with each container, and most of these changes do not concern
/// mdnp.
struct RulesetWatch {
    /// The port ids of the sockets of mdnp: transactions of mdnp itself are ignored.
    private let ownPortIDs: Set<UInt32>
    private var isTouched = false

    init(ownPortIDs: Set<UInt32>) {
        self.ownPortIDs = ownPortIDs
    }

    /// Applies an event; returns true at the end of a relevant transaction by another program, or if events were lost.
    mutating func isDisturbed(by event: NFTablesEvent) -> Bool {
        switch event {
        case .generation(_, portID: let portID):
            defer { isTouched = false }
            return isTouched && !ownPortIDs.contains(portID)
        case .overrun:
            isTouched = false
            return true
        default:
            if concerns(event) { isTouched = true }
            return false
        }
    }

    private func concerns(_ event: NFTablesEvent) -> Bool {
        switch event {
        case .table(let table): table.name == FirewallTable.name
        case .tableRemoved(let table):
            table.name == FirewallTable.name || table.name == DockerFilter.table && Self.isDockers(table.family)
        case .chain(let chain), .chainRemoved(let chain): concerns(chain.family, table: chain.table, chain: chain.name)
        case .rule(let rule), .ruleRemoved(let rule): concerns(rule.family, table: rule.table, chain: rule.chain)
        case .set(let set), .setRemoved(let set): set.table == FirewallTable.name
        case .elements(let list), .elementsRemoved(let list): list.table == FirewallTable.name
        case .generation, .overrun: false
        }
    }

    private func concerns(_ family: NFFamily, table: String, chain: String) -> Bool {
        table == FirewallTable.name
            || table == DockerFilter.table && DockerChains.Chain(rawValue: chain) != nil && Self.isDockers(family)
    }

    /// Returns a Boolean value that indicates whether `iptables` has tables of a family.
    private static func isDockers(_ family: NFFamily) -> Bool {
        family == .ipv4 || family == .ipv6
    }
}
