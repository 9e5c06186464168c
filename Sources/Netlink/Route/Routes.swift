public import Addressing
public import NetlinkWire

/// The routes of a network namespace (`ip route`).
public struct Routes: Sendable {
    private let exchange: any NetlinkExchange

    /// The routes behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Adds a route; `EEXIST` if there is one to the same destination with the same priority.
    ///
    /// Equivalent to: `ip route add 10.2.0.0/16 via 10.1.0.1`
    public func add(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(NetlinkRequest("add route", route.subject, .newRoute, [.create, .exclusive], route))
    }

    /// Adds a route, in the place of the one to the same destination with the same priority if there is one.
    ///
    /// Equivalent to: `ip route replace 10.2.0.0/16 via 10.1.0.1`
    public func replace(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(NetlinkRequest("replace route", route.subject, .newRoute, [.create, .replace], route))
    }

    /// Deletes a route that has all that this one says; ``NetlinkError/isNotFound`` if there is none.
    ///
    /// Equivalent to: `ip route delete 10.2.0.0/16 via 10.1.0.1`
    public func delete(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(NetlinkRequest("delete route", route.subject, .deleteRoute, [], route))
    }

    /// Lists the routes of a table, or of all tables if it is nil, of both families or one.
    ///
    /// Equivalent to: `ip -4 route show table main`
    public func list(
        family: IPFamily? = nil,
        table: UInt32? = RouteMessage.mainTable
    ) throws(NetlinkError) -> [RouteMessage] {
        let message = RouteMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        let request = NetlinkRequest.list("list routes", "", .getRoute, message)
        let routes = try exchange.read(request, .newRoute, as: RouteMessage.self)
        return routes.filter { table == nil || $0.table == table }
    }
}

extension RouteMessage {
    fileprivate var subject: String {
        let destination = destinationPrefix.map { "\($0)" } ?? "default"
        return gateway.map { "\(destination) via \($0)" } ?? destination
    }
}
