// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The neighbors of a network namespace, and the forwarding tables of its bridges (`ip neighbor`, `bridge fdb`).
public struct Neighbors: Sendable {
    let exchange: any NetlinkExchange

    /// Creates a view of the neighbors behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Adds a neighbor, or an entry of a bridge's forwarding table; fails with `EEXIST` if the entry exists.
    ///
    /// Equivalent to: `ip neighbor add 10.1.0.2 lladdr 02:42:0a:01:00:02 dev NAME`, `bridge fdb add …`
    public func add(_ neighbor: NeighborMessage) throws(NetlinkError) {
        try send("add neighbor", type: .newNeighbor, kind: [.create, .exclusive], neighbor: neighbor)
    }

    /// Adds a neighbor, or changes an existing one.
    ///
    /// Equivalent to: `ip neighbor replace 10.1.0.2 lladdr 02:42:0a:01:00:02 dev NAME`, `bridge fdb replace …`
    public func replace(_ neighbor: NeighborMessage) throws(NetlinkError) {
        try send("replace neighbor", type: .newNeighbor, kind: [.create, .replace], neighbor: neighbor)
    }

    /// Deletes a neighbor; fails with ``NetlinkError/isNotFound`` if the entry does not exist.
    ///
    /// Equivalent to: `ip neighbor delete 10.1.0.2 dev NAME`, `bridge fdb delete …`
    public func delete(_ neighbor: NeighborMessage) throws(NetlinkError) {
        try send("delete neighbor", type: .deleteNeighbor, kind: [], neighbor: neighbor)
    }

    /// Lists the neighbors, optionally of one link or one family.
    ///
    /// Equivalent to: `ip -4 neighbor show dev NAME`
    public func list(family: IPFamily? = nil, link: LinkIndex? = nil) throws(NetlinkError) -> [NeighborMessage] {
        let message = NeighborMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        let request = NetlinkRequest.list("list neighbors", subject: "", type: .getNeighbor, body: message)
        let neighbors = try exchange.read(request, expecting: .newNeighbor, as: NeighborMessage.self)
        return neighbors.filter { link == nil || $0.linkIndex == link }
    }

    /// Lists the forwarding table of a bridge.
    ///
    /// Equivalent to: `bridge fdb show br BRIDGE`
    public func listForwarding(of bridge: LinkIndex) throws(NetlinkError) -> [NeighborMessage] {
        var message = NeighborMessage(family: .bridge)
        message.master = bridge
        return try exchange.read(
            .list("list forwarding table", subject: "#\(bridge)", type: .getNeighbor, body: message),
            expecting: .newNeighbor
        )
    }

    private func send(
        _ operation: String,
        type: MessageType,
        kind: NetlinkFlags,
        neighbor: NeighborMessage
    ) throws(NetlinkError) {
        try exchange.send(NetlinkRequest(operation, subject: neighbor.subject, type: type, flags: kind, body: neighbor))
    }
}

extension Neighbors {
    /// Sets the number of multicast probes for an unknown neighbor of a link; with 0, such a neighbor fails at once.
    ///
    /// Equivalent to: `ip ntable change name arp_cache dev NAME mcast_probes 0`
    public func setMulticastProbes(_ probes: UInt32, of link: LinkIndex, family: IPFamily) throws(NetlinkError) {
        var message = NeighborTableMessage(family: AddressFamily(family))
        message.name = family == .v4 ? "arp_cache" : "ndisc_cache"
        message.linkIndex = link
        message.multicastProbes = probes
        try exchange.send(
            NetlinkRequest(
                "set neighbor table",
                subject: "of link #\(link)",
                type: .setNeighborTable,
                flags: [],
                body: message
            )
        )
    }

    /// Adds neighbors, in one datagram.
    ///
    /// An entry of a bridge's forwarding table replaces an existing one. For any other neighbor, an existing entry causes `EEXIST`; the
    /// kernel adds the remaining neighbors anyway.
    public func introduce(_ neighbors: [NeighborMessage]) throws(NetlinkError) {
        _ = try exchange.exchange(
            neighbors.map { neighbor in
                let kind: NetlinkFlags = neighbor.family == .bridge ? [.create, .replace] : [.create, .exclusive]
                return NetlinkRequest(
                    "add neighbor",
                    subject: neighbor.subject,
                    type: .newNeighbor,
                    flags: kind,
                    body: neighbor
                )
            }
        )
    }

    /// Returns one neighbor; fails with ``NetlinkError/isNotFound`` if the entry does not exist.
    ///
    /// Equivalent to: `ip neighbor get 10.1.0.2 dev NAME`
    public func get(_ address: IPAddress, behind link: LinkIndex) throws(NetlinkError) -> NeighborMessage? {
        var message = NeighborMessage(family: AddressFamily(address.family), linkIndex: link)
        message.destination = address
        let request = NetlinkRequest(
            "get neighbor",
            subject: "\(address) behind link #\(link)",
            type: .getNeighbor,
            flags: [],
            body: message
        )
        return try exchange.read(request, expecting: .newNeighbor, as: NeighborMessage.self).first
    }
}

extension NeighborMessage {
    fileprivate var subject: String {
        let who = destination.map { "\($0)" } ?? hardwareAddress.map { "\($0)" } ?? ""
        return "\(who) behind link #\(linkIndex)"
    }
}
