// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The order in which the host looks up tables of routes (`ip rule`): pure, from its rules.
struct RoutePolicy {
    private let rules: [RoutingRuleMessage]

    /// The policy of these rules; of none, as where the kernel has none, the main table is the only one.
    init(_ rules: [RoutingRuleMessage]) {
        self.rules = rules.sorted { $0.priority ?? 0 < $1.priority ?? 0 }
    }

    /// The routes that a route of a table is for the host: none if no rule leads to its table, and a part of it where a rule leads there for
    /// some destinations only.
    func routes(for route: RouteMessage, to destination: Prefix, effect: HostRoute.Effect, link: String?)
        -> [HostRoute]
    {
        let table = route.table == RouteMessage.mainTable ? nil : route.table
        let make = { (destination: Prefix, lookup: HostRoute.Lookup) in
            HostRoute(
                to: destination,
                link: link,
                effect: effect,
                lookup: lookup,
                table: table,
                priority: route.priority ?? 0
            )
        }
        guard let table, !rules.isEmpty else { return [make(destination, .usual)] }
        let main = place(ofMain: destination.family)
        var isSelected = false
        for (index, rule) in rules.enumerated() where rule.isOf(destination.family) && rule.leads(to: table) {
            if let length = rule.suppressedLength, length != .max, destination.length <= Int(length) { continue }
            if rule.isSelective && !rule.isInverted {
                isSelected = true
                continue
            }
            guard let part = rule.part(of: destination) else { continue }
            return [make(part, index < main ? .first : .usual)]
        }
        return isSelected ? [make(destination, .selective)] : []
    }

    /// The rules that drop packets before the main table is looked up, whatever they are but for their destination.
    var discards: [HostRoute] {
        rules.enumerated().compactMap { index, rule in
            guard let kind = rule.action.discard, !rule.isSelective,
                let family = IPFamily.allCases.first(where: rule.isOf), index < place(ofMain: family),
                let all = IPAddress(rawValue: 0, family: family).flatMap({ Prefix($0, length: 0) })
            else { return nil }
            return HostRoute(to: rule.destinationPrefix ?? all, effect: .discard("\(kind) rule for"), lookup: .first)
        }
    }

    /// The place of the rule that looks every packet up in the main table.
    private func place(ofMain family: IPFamily) -> Int {
        rules.firstIndex { rule in
            rule.isOf(family) && rule.leads(to: RouteMessage.mainTable) && !rule.isSelective
                && rule.destination == nil
        } ?? rules.endIndex
    }
}

extension HostRoute.Effect {
    /// What becomes of packets by the type of a route; nil for one that leaves them to the next table.
    init?(_ type: RouteType) {
        switch type {
        case .blackhole: self = .discard("blackhole route")
        case .unreachable: self = .discard("unreachable route")
        case .prohibit: self = .discard("prohibit route")
        case .passOn: return nil
        default: self = .forward
        }
    }
}

extension RoutingRuleMessage {
    fileprivate func isOf(_ other: IPFamily) -> Bool { family == AddressFamily(other) }

    fileprivate func leads(to table: UInt32) -> Bool { action == .lookUp && self.table == table }

    /// Nearly every packet is one that a selective rule does not select.
    fileprivate var isInverted: Bool { flags & Self.invert != 0 }

    /// The destinations of a block for which the rule holds; nil if there are none.
    fileprivate func part(of block: Prefix) -> Prefix? {
        guard let destinationPrefix, !isInverted else { return block }
        guard destinationPrefix.overlaps(block) else { return nil }
        return destinationPrefix.contains(block) ? block : destinationPrefix
    }
}

extension RoutingRuleAction {
    /// What `ip rule` calls an action that drops packets.
    fileprivate var discard: String? {
        switch self {
        case .blackhole: "blackhole"
        case .unreachable: "unreachable"
        case .prohibit: "prohibit"
        default: nil
        }
    }
}
