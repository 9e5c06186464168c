// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The routes of a network namespace (`ip route`).
public struct Routes: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the routes behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Adds a route; fails with `EEXIST` if a route to the same destination has the same priority.
    ///
    /// Equivalent to: `ip route add 10.2.0.0/16 via 10.1.0.1`
    public func add(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest(
                "add route",
                subject: route.subject,
                type: .newRoute,
                flags: [.create, .exclusive],
                body: route
            )
        )
    }

    /// Adds a route, or replaces the route to the same destination with the same priority.
    ///
    /// Equivalent to: `ip route replace 10.2.0.0/16 via 10.1.0.1`
    public func replace(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest(
                "replace route",
                subject: route.subject,
                type: .newRoute,
                flags: [.create, .replace],
                body: route
            )
        )
    }

    /// Adds a route before those to the same destination with the same priority; fails with `EEXIST` if the route exists.
    ///
    /// Equivalent to: `ip route prepend 10.2.0.0/16 via 10.1.0.1`
    public func prepend(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest("prepend route", subject: route.subject, type: .newRoute, flags: [.create], body: route)
        )
    }

    /// Deletes a route that has all set properties of this one; fails with ``NetlinkError/isNotFound`` if there is none.
    ///
    /// Equivalent to: `ip route delete 10.2.0.0/16 via 10.1.0.1`
    public func delete(_ route: RouteMessage) throws(NetlinkError) {
        try exchange.send(
            NetlinkRequest("delete route", subject: route.subject, type: .deleteRoute, flags: [], body: route)
        )
    }

    /// Returns the route of packets from the host to an address; nil if there is none.
    ///
    /// Equivalent to: `ip route get 192.0.2.1`
    public func get(to address: IPAddress) throws(NetlinkError) -> RouteMessage? {
        var message = RouteMessage(family: AddressFamily(address.family))
        message.destination = address
        message.destinationLength = UInt8(address.family.bitWidth)
        let request = NetlinkRequest("get route", subject: "\(address)", type: .getRoute, flags: [], body: message)
        do throws(NetlinkError) {
            return try exchange.read(request, expecting: .newRoute, as: RouteMessage.self).first
        } catch let error {
            // The kernel reports a route that drops packets as an error.
            if case .refused = error.cause { return nil }
            throw error
        }
    }

    /// Lists the routes of a table, or of all tables if it is nil, optionally of one family or one origin.
    ///
    /// Equivalent to: `ip -4 route show table main proto kernel`
    public func list(
        family: IPFamily? = nil,
        table: UInt32? = RouteMessage.mainTable,
        origin: RouteOrigin? = nil
    ) throws(NetlinkError) -> [RouteMessage] {
        var message = RouteMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        // Newer kernels skip routes of other origins.
        message.origin = origin ?? .unspecified
        let request = NetlinkRequest.list("list routes", subject: "", type: .getRoute, body: message)
        let routes = try exchange.read(request, expecting: .newRoute, as: RouteMessage.self)
        return routes.filter { (table == nil || $0.table == table) && (origin == nil || $0.origin == origin) }
    }
}

extension RouteMessage {
    fileprivate var subject: String {
        let destination = destinationPrefix.map { "\($0)" } ?? "default"
        return gateway.map { "\(destination) via \($0)" } ?? destination
    }
}
