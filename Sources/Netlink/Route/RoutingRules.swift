public import Addressing
public import NetlinkWire

/// The rules of a network namespace that select tables of routes (`ip rule`).
public struct RoutingRules: Sendable {
    private let exchange: any NetlinkExchange

    /// The rules behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Lists the rules, of both families or one.
    ///
    /// Equivalent to: `ip rule show`
    public func list(family: IPFamily? = nil) throws(NetlinkError) -> [RoutingRuleMessage] {
        let message = RoutingRuleMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        let request = NetlinkRequest.list("list routing rules", "", .getRoutingRule, message)
        return try exchange.read(request, .newRoutingRule)
    }
}
