// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The order in which the host uses routing tables (`ip rule`): pure, from its rules.
struct RoutePolicy {
    private let rules: [RoutingRuleMessage]

    /// Creates the policy of these rules.
    ///
    /// Without rules, as in a kernel without them, only the main table counts.
    init(_ rules: [RoutingRuleMessage]) {
        self.rules = rules.sorted { $0.priority ?? 0 < $1.priority ?? 0 }
    }

    /// Returns the effect of a table's route on the host: no routes if no rule uses the table.
    ///
    /// If a rule uses the table for some destinations only, the result is that part of the route.
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

    /// The rules that drop packets before the main table, with no other selector than a destination.
    var discards: [HostRoute] {
        rules.enumerated().compactMap { index, rule in
            guard let kind = rule.action.discard, !rule.isSelective,
                let family = IPFamily.allCases.first(where: rule.isOf), index < place(ofMain: family),
                let all = IPAddress(rawValue: 0, family: family).flatMap({ Prefix($0, length: 0) })
            else { return nil }
            return HostRoute(to: rule.destinationPrefix ?? all, effect: .discard("\(kind) rule for"), lookup: .first)
        }
    }

    /// Returns the position of the rule that uses the main table for every packet.
    private func place(ofMain family: IPFamily) -> Int {
        rules.firstIndex { rule in
            rule.isOf(family) && rule.leads(to: RouteMessage.mainTable) && !rule.isSelective
                && rule.destination == nil
        } ?? rules.endIndex
    }
}

extension HostRoute.Effect {
    /// Converts the type of a route; nil for one that continues with the next table.
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

    /// An inverted rule matches nearly every packet.
    fileprivate var isInverted: Bool { flags & Self.invert != 0 }

    /// Returns the destinations of a block that the rule matches; nil if there are none.
    fileprivate func part(of block: Prefix) -> Prefix? {
        guard let destinationPrefix, !isInverted else { return block }
        guard destinationPrefix.overlaps(block) else { return nil }
        return destinationPrefix.contains(block) ? block : destinationPrefix
    }
}

extension RoutingRuleAction {
    /// The name of an action in `ip rule` that drops packets.
    fileprivate var discard: String? {
        switch self {
        case .blackhole: "blackhole"
        case .unreachable: "unreachable"
        case .prohibit: "prohibit"
        default: nil
        }
    }
}
