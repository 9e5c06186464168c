// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// Something that changed in a network namespace.
public enum RouteEvent: Hashable, Sendable {
    /// A link was made or changed.
    case link(Link)
    /// A link is gone: deleted, or in another namespace now.
    case linkRemoved(Link)
    /// An address was added or changed.
    case address(AddressMessage)
    /// An address is gone.
    case addressRemoved(AddressMessage)
    /// A route was added or changed.
    case route(RouteMessage)
    /// A route is gone.
    case routeRemoved(RouteMessage)
    /// A routing rule was added.
    case rule(RoutingRuleMessage)
    /// A routing rule is gone.
    case ruleRemoved(RoutingRuleMessage)
    /// A neighbor, or an entry of a bridge's forwarding table, was added or changed.
    case neighbor(NeighborMessage)
    /// A neighbor, or an entry of a bridge's forwarding table, is gone.
    case neighborRemoved(NeighborMessage)
    /// Events were lost: what is known has to be read again (`ENOBUFS`).
    case overrun

    /// Gives what happens in a namespace from now on, until the reader stops reading.
    ///
    /// It joins the groups before it returns, so that what is read afterwards misses nothing. As many events as the
    /// capacity says wait for a slow reader, before the oldest give way to an overrun.
    ///
    /// Equivalent to: `ip monitor link address route rule neigh`
    public static func stream(
        of groups: [RouteGroup],
        in namespace: NetworkNamespace? = nil,
        capacity: Int = 8192
    ) throws(NetlinkError) -> AsyncStream<RouteEvent> {
        try NetlinkSubscription.events(
            .route,
            groups: groups.map(\.rawValue),
            in: namespace,
            capacity: capacity,
            overrun: .overrun,
            decode: { message throws(DecodeError) in try RouteEvent(message) }
        )
    }

    init?(_ message: NetlinkMessage) throws(DecodeError) {
        let payload = message.payload
        switch message.type {
        case .newLink, .deleteLink:
            guard let link = Link(try LinkMessage(payload: payload)) else { return nil }
            self = message.type == .newLink ? .link(link) : .linkRemoved(link)
        case .newAddress: self = .address(try AddressMessage(payload: payload))
        case .deleteAddress: self = .addressRemoved(try AddressMessage(payload: payload))
        case .newRoute: self = .route(try RouteMessage(payload: payload))
        case .deleteRoute: self = .routeRemoved(try RouteMessage(payload: payload))
        case .newRoutingRule: self = .rule(try RoutingRuleMessage(payload: payload))
        case .deleteRoutingRule: self = .ruleRemoved(try RoutingRuleMessage(payload: payload))
        case .newNeighbor: self = .neighbor(try NeighborMessage(payload: payload))
        case .deleteNeighbor: self = .neighborRemoved(try NeighborMessage(payload: payload))
        case .overrun: self = .overrun
        default: return nil
        }
    }
}
