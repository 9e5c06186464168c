// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The routing rules of a network namespace (`ip rule`).
public struct RoutingRules: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the rules behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Adds a rule; fails with `EEXIST` if the rule exists.
    ///
    /// Equivalent to: `ip rule add fwmark 7 lookup 1000 priority 100`
    public func add(_ rule: RoutingRuleMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest(
                "add routing rule",
                subject: rule.subject,
                type: .newRoutingRule,
                flags: [.create, .exclusive],
                body: rule
            )
        )
    }

    /// Deletes a rule that has all set properties of this one; fails with ``NetlinkError/isNotFound`` if there is none.
    ///
    /// Equivalent to: `ip rule delete fwmark 7 lookup 1000 priority 100`
    public func delete(_ rule: RoutingRuleMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest(
                "delete routing rule",
                subject: rule.subject,
                type: .deleteRoutingRule,
                flags: [],
                body: rule
            )
        )
    }

    /// Lists the rules, optionally of one family.
    ///
    /// Equivalent to: `ip rule show`
    public func list(family: IPFamily? = nil) throws(NetlinkError) -> [RoutingRuleMessage] {
        let message = RoutingRuleMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        let request = NetlinkRequest.list("list routing rules", subject: "", type: .getRoutingRule, body: message)
        return try exchange.read(request, expecting: .newRoutingRule)
    }
}

extension RoutingRuleMessage {
    fileprivate var subject: String { "priority \(priority ?? 0), table \(table)" }
}
