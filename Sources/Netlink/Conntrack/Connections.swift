// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The connection tracking table of a network namespace (`conntrack`).
///
/// The kernel tracks connections if a rule needs that: for address translation, or to match the state of a connection.
public struct Connections: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the table behind a socket of the family ``NetlinkFamily/netfilter``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Lists the connections, optionally of one family, protocol, mark or zone.
    ///
    /// A protocol filters by the properties that are set, in the direction of the first packet. For example,
    /// `ConnectionTransport(number: 6, destinationPort: 80)` matches all TCP connections to port 80. The kernel does not send connections that
    /// it filters out itself, so pass every filter that applies. Connections begin and end during the list, so the list is not an atomic
    /// snapshot.
    ///
    /// Equivalent to: `conntrack -L -f ipv4 -p tcp --dport 80 --mark 1/1 --zone 2`
    public func list(
        family: IPFamily? = nil,
        transport: ConnectionTransport? = nil,
        mark: ConnectionMark? = nil,
        zone: UInt16? = nil
    ) throws(NetlinkError) -> [ConnectionMessage] {
        // The kernel compares protocols in one family at a time.
        let families: [IPFamily?] = transport != nil && family == nil ? [.v4, .v6] : [family]
        var connections: [ConnectionMessage] = []
        for family in families {
            var body = ConnectionRequest(family: family)
            body.transport = transport
            body.mark = mark
            body.zone = zone
            let request = NetlinkRequest.list("list connections", subject: "", type: .getConnection, body: body)
            connections += try exchange.read(request, expecting: .newConnection, as: ConnectionMessage.self)
        }
        // Some kernels apply only a part of the filters.
        return connections.filter { connection in
            (family ?? connection.family) == connection.family
                && transport?.matches(connection.original.transport) ?? true
                && mark?.matches(connection.mark ?? 0) ?? true
                && (zone ?? connection.zone) == connection.zone
        }
    }

    /// Adds a connection to the table before its first packet; fails with `EEXIST` if the table contains the connection.
    ///
    /// The kernel requires a timeout.
    ///
    /// Equivalent to: `conntrack -I …`
    public func add(_ connection: ConnectionMessage) throws(NetlinkError) {
        let flags: NetlinkFlags = [.create, .exclusive]
        try exchange.send(
            NetlinkRequest(
                "add connection",
                subject: connection.subject,
                type: .newConnection,
                flags: flags,
                body: connection
            )
        )
    }

    /// Sets bits of the mark of a connection; fails with ``NetlinkError/isNotFound`` if the connection does not exist.
    ///
    /// Equivalent to: `conntrack -U -s … -d … -p … --sport … --dport … --mark 1/1`
    public func setMark(of connection: ConnectionMessage, to mark: ConnectionMark) throws(NetlinkError) {
        var body = ConnectionRequest(connection)
        // The kernel ignores the id in this request.
        body.id = nil
        body.mark = mark
        try exchange.send(
            NetlinkRequest(
                "set mark of connection",
                subject: connection.subject,
                type: .newConnection,
                flags: [],
                body: body
            )
        )
    }

    /// Deletes a connection from the table.
    ///
    /// Fails with ``NetlinkError/isNotFound`` if the connection does not exist, even if a later connection has the same endpoints. The next
    /// packet is the first of a new connection, for which the kernel evaluates the rules again.
    ///
    /// Equivalent to: `conntrack -D -s … -d … -p … --sport … --dport …`
    public func delete(_ connection: ConnectionMessage) throws(NetlinkError) {
        let body = ConnectionRequest(connection)
        try exchange.send(
            NetlinkRequest(
                "delete connection",
                subject: connection.subject,
                type: .deleteConnection,
                flags: [],
                body: body
            )
        )
    }

    /// Deletes the matching connections from the table, and returns their number.
    ///
    /// The call lists the connections first, as ``list(family:transport:mark:zone:)`` does. Connections that end meanwhile cause no error,
    /// and connections that begin meanwhile may remain. Change the rules before the call.
    @discardableResult
    public func delete(
        family: IPFamily? = nil,
        transport: ConnectionTransport? = nil,
        mark: ConnectionMark? = nil,
        zone: UInt16? = nil,
        where matches: (ConnectionMessage) -> Bool
    ) throws(NetlinkError) -> Int {
        var count = 0
        let connections = try list(family: family, transport: transport, mark: mark, zone: zone)
        for connection in connections where matches(connection) {
            do throws(NetlinkError) {
                try delete(connection)
                count += 1
            } catch let error where error.isNotFound {}
        }
        return count
    }
}

extension ConnectionMessage {
    fileprivate var subject: String {
        let (from, to) = (original.transport.sourcePort, original.transport.destinationPort)
        let source = Self.end(original.source, port: from)
        let destination = Self.end(original.destination, port: to)
        return "\(source) to \(destination) of protocol \(original.transport.number)"
    }

    private static func end(_ address: IPAddress, port: UInt16?) -> String {
        port.map { "\(AddressPort(address, port: $0))" } ?? "\(address)"
    }
}
