// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import NetlinkWire

/// A change in a network namespace.
public enum RouteEvent: Hashable, Sendable {
    /// A new or changed link.
    case link(Link)
    /// A link that was deleted or moved to another namespace.
    case linkRemoved(Link)
    /// An added or changed address.
    case address(AddressMessage)
    /// A removed address.
    case addressRemoved(AddressMessage)
    /// An added or changed route.
    case route(RouteMessage)
    /// A removed route.
    case routeRemoved(RouteMessage)
    /// An added routing rule.
    case rule(RoutingRuleMessage)
    /// A removed routing rule.
    case ruleRemoved(RoutingRuleMessage)
    /// An added or changed neighbor, or entry of a bridge's forwarding table.
    case neighbor(NeighborMessage)
    /// A removed neighbor, or entry of a bridge's forwarding table.
    case neighborRemoved(NeighborMessage)
    /// A loss of events, after which the state must be read again (`ENOBUFS`).
    case overrun

    /// Returns the changes of a namespace, until the reader stops.
    ///
    /// The call subscribes before it returns, so a state that is read afterwards misses no change. At most `capacity` events are buffered
    /// for a slow reader. Beyond that, an overrun replaces the oldest events.
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
