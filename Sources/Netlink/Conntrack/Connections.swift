// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The connections that the kernel tracks in a network namespace (`conntrack`).
///
/// It tracks where something asks it to: a rule that translates, or that looks at a connection's state.
public struct Connections: Sendable {
    private let exchange: any NetlinkExchange

    /// The connections behind a socket of the family ``NetlinkFamily/netfilter``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Lists the connections, of both families or one, of all protocols, marks and zones or one.
    ///
    /// Of a protocol as much counts as is said, in the direction of the first packet: all connections to a port are those
    /// of `ConnectionTransport(number: 6, destinationPort: 80)`. What the kernel leaves out by itself does not travel:
    /// say what there is to say. Connections come and go meanwhile: the list is no snapshot.
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
        // Not each kernel leaves out all that it is asked to.
        return connections.filter { connection in
            (family ?? connection.family) == connection.family
                && transport?.matches(connection.original.transport) ?? true
                && mark?.matches(connection.mark ?? 0) ?? true
                && (zone ?? connection.zone) == connection.zone
        }
    }

    /// Makes the kernel track a connection of which no packet has come; `EEXIST` if it does.
    ///
    /// The kernel wants a timeout.
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

    /// Sets bits of the mark of a connection; ``NetlinkError/isNotFound`` if it is not there.
    ///
    /// Equivalent to: `conntrack -U -s … -d … -p … --sport … --dport … --mark 1/1`
    public func setMark(of connection: ConnectionMessage, to mark: ConnectionMark) throws(NetlinkError) {
        var body = ConnectionRequest(connection)
        // The kernel does not look at it here.
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

    /// Makes the kernel forget a connection; ``NetlinkError/isNotFound`` if it is not there, be it that another one of
    /// the same ends came in its place.
    ///
    /// The next packet is then the first of a new connection, for which rules decide again.
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

    /// Makes the kernel forget the connections that something is true of, and returns how many it forgot.
    ///
    /// It lists them first, as ``list(family:transport:mark:zone:)`` does. Those that end meanwhile are fine; those that begin meanwhile may stay. So first change the rules, then this.
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
