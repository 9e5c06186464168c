// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

/// Connections of real packets, between the test's namespace and another.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ConnectionsTests {
    /// The published port, and the port of the listener.
    private static let published: UInt16 = 8080
    private static let listening: UInt16 = 80

    @Test(arguments: [IPFamily.v4, .v6], [TransportProtocol.tcp, .udp])
    func `a connection to a published port is listed with both of its directions`(
        family: IPFamily,
        transport: TransportProtocol
    ) async throws {
        let outside = try await Outside()
        defer { outside.stay() }
        try publish(transport)
        let (host, client) = (try Outside.host(family), try Outside.client(family))
        let server = try Peer(transport, in: .ofTest, at: host, port: Self.listening, listens: true)
        let peer = try Peer(transport, in: outside.namespace, at: client, port: 40_000)
        try peer.connect(to: host, port: Self.published)
        try peer.send()
        if transport == .udp {
            try server.echo()
            try peer.receive()
        }

        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        let listed = try connections.list(family: family).filter { $0.original.transport.number == transport.number }
        let connection = try #require(listed.first)
        #expect(listed.count == 1)
        #expect(connection.original == tuple(client, 40_000, host, Self.published, transport))
        #expect(connection.reply == tuple(host, Self.listening, client, 40_000, transport))
        let status = try #require(connection.status)
        #expect(status.isSuperset(of: [.seenReply, .confirmed, .destinationTranslated, .destinationDecided]))
        #expect(!status.contains(.sourceTranslated))
        #expect(status.contains(.assured) == (transport == .tcp))
        #expect(connection.id != nil && connection.timeout.map { $0 > 0 } == true && connection.zone == 0)
        #expect(try connections.list(family: family == .v4 ? .v6 : .v4).isEmpty)
    }

    @Test(arguments: [IPFamily.v4, .v6]) func `a masqueraded connection has the destination of its replies`(
        family: IPFamily
    ) async throws {
        let outside = try await Outside()
        defer { outside.stay() }
        let namespace = try NetworkNamespace.ofTest
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        let base = NFBaseChain(type: "nat", hook: .postrouting, priority: 100)
        batch.add(NFChain(family: .inet, table: "t", name: "egress", base: base))
        let ports = NFRegisterRange(.word(0), through: .word(4))
        let rule: [NFExpression] =
            .transport(17) + [
                .immediate(NFImmediate(into: .word(0), data: .value(bigEndian(UInt16(5000))))),
                .immediate(NFImmediate(into: .word(4), data: .value(bigEndian(UInt16(5000))))),
                .masquerade(NFMasquerade(ports: ports)),
            ]
        batch.add(NFRule(family: .inet, table: "t", chain: "egress", expressions: rule))
        try NFTables(try NetlinkSocket(.netfilter, in: namespace)).commit(batch)
        let (host, client) = (try Outside.host(family), try Outside.client(family))
        let server = try Peer(.udp, in: outside.namespace, at: client, port: 53)
        let peer = try Peer(.udp, in: namespace, at: host, port: 40_000)
        try peer.connect(to: client, port: 53)
        try peer.send()
        try server.echo()
        try peer.receive()

        let connection = try #require(
            try Connections(try NetlinkSocket(.netfilter, in: namespace)).list()
                .first { $0.original.transport.number == 17 }
        )
        #expect(connection.original == tuple(host, 40_000, client, 53, .udp))
        #expect(connection.reply == tuple(client, 53, host, 5000, .udp))
        #expect(connection.status?.contains(.sourceTranslated) == true)
        #expect(connection.status?.contains(.destinationTranslated) == false)
    }

    @Test func `an echo request is listed with its identifier`() async throws {
        let outside = try await Outside()
        defer { outside.stay() }
        try publish(.tcp)
        let witness = Witness(try .ofTest)
        try await witness("ping", "-c1", "-q", "10.9.0.2")
        try await witness("ping", "-c1", "-q", "fd09::2")
        let connections = try Connections(try NetlinkSocket(.netfilter, in: .ofTest)).list()
        let queries = connections.compactMap { connection in
            connection.original.transport.query.map { ($0, connection.reply.transport.query) }
        }
        #expect(Set(queries.map(\.0.type)) == [8, 128])
        for (query, answer) in queries {
            #expect(answer?.type == (query.type == 8 ? 0 : 129))
            #expect(answer?.id == query.id && query.code == 0)
        }
    }

    @Test func `only matching connections are deleted, and one that ended meanwhile is no error`() async throws {
        let outside = try await Outside()
        defer { outside.stay() }
        try publish(.udp)
        let (host, client) = (try Outside.host(.v4), try Outside.client(.v4))
        let server = try Peer(.udp, in: .ofTest, at: host, port: Self.listening)
        let other = try Peer(.udp, in: .ofTest, at: host, port: 90)
        for number in 0..<20 {
            let peer = try Peer(.udp, in: outside.namespace, at: client, port: 40_000 + UInt16(number))
            let isPublished = number.isMultiple(of: 2)
            try peer.connect(to: host, port: isPublished ? Self.published : 90)
            try peer.send()
            if isPublished { try server.echo() } else { try other.echo() }
            try peer.receive()
        }
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        let udp = { (connection: ConnectionMessage) in connection.original.transport.number == 17 }
        #expect(try connections.list().count(where: udp) == 20)

        let ended = try #require(try connections.list().first { $0.original.transport.destinationPort == 8080 })
        var isFirst = true
        let count = try connections.delete(family: .v4) { connection in
            // Another caller deletes the first one earlier.
            if isFirst { #expect(throws: Never.self) { try connections.delete(ended) } }
            isFirst = false
            return connection.original.destination == host && connection.original.transport.destinationPort == 8080
        }
        #expect(count == 9)
        let rest = try connections.list().filter(udp)
        #expect(rest.count == 10)
        #expect(rest.allSatisfy { $0.original.transport.destinationPort == 90 })
    }

    @Test func `a client with earlier traffic reaches a published port once its connection is deleted`() async throws {
        let outside = try await Outside()
        defer { outside.stay() }
        let (host, client) = (try Outside.host(.v4), try Outside.client(.v4))
        try track()
        let early = try Peer(.udp, in: .ofTest, at: host, port: Self.published)
        let peer = try Peer(.udp, in: outside.namespace, at: client, port: 40_000)
        try peer.connect(to: host, port: Self.published)
        try peer.send()
        try early.receive()

        try publish(.udp)
        let server = try Peer(.udp, in: .ofTest, at: host, port: Self.listening)
        try peer.send()
        try early.receive()
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        let published = ConnectionTransport(number: 17, destinationPort: Self.published)
        try connections.delete(transport: published) { $0.original.destination == host }
        try peer.send()
        try server.echo()
        try peer.receive()
    }

    @Test func `a later connection with the same ends is not deleted`() throws {
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        let connection = try example(port: 1000)
        try connections.add(connection)
        let error = #expect(throws: NetlinkError.self) { try connections.add(connection) }
        #expect(error?.isExists == true)
        #expect(error?.subject == "10.0.0.1:1000 to 10.0.0.2:2000 of protocol 17")
        let first = try #require(try connections.list().first)
        var other = first
        other.id = first.id.map { $0 ^ 1 }
        let missing = #expect(throws: NetlinkError.self) { try connections.delete(other) }
        #expect(missing?.isNotFound == true)
        try connections.delete(first)
        #expect(try connections.list().isEmpty)
        let gone = #expect(throws: NetlinkError.self) { try connections.delete(first) }
        #expect(gone?.isNotFound == true)
    }

    @Test func `connections are listed by their mark and their zone`() throws {
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        for number in 0..<8 {
            var connection = try example(port: 1000 + UInt16(number))
            connection.mark = UInt32(number)
            connection.zone = UInt16(number) % 2
            try connections.add(connection)
        }
        let marks = { (list: [ConnectionMessage]) in list.compactMap(\.mark).sorted() }
        #expect(marks(try connections.list()) == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(marks(try connections.list(mark: ConnectionMark(5))) == [5])
        #expect(marks(try connections.list(mark: ConnectionMark(2, mask: 2))) == [2, 3, 6, 7])
        #expect(marks(try connections.list(zone: 1)) == [1, 3, 5, 7])
        #expect(marks(try connections.list(family: .v4, mark: ConnectionMark(2, mask: 2), zone: 0)) == [2, 6])
        #expect(try connections.list(family: .v6).isEmpty)
        // The deletion includes the zone.
        #expect(try connections.delete(zone: 1) { _ in true } == 4)
        #expect(marks(try connections.list()) == [0, 2, 4, 6])
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `connections are listed by their protocol and the ports of their first packet`(family: IPFamily) throws {
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        let (host, client) = (try Outside.host(family), try Outside.client(family))
        for transport in [TransportProtocol.udp, .sctp, .tcp] {
            for (port, mark) in [(80, 1), (90, 2)] as [(UInt16, UInt32)] {
                var connection = ConnectionMessage(
                    original: tuple(client, 1000 + port, host, port, transport),
                    reply: tuple(host, port, client, 1000 + port, transport)
                )
                connection.timeout = 100
                connection.mark = UInt32(transport.number) * 10 + mark
                try connections.add(connection)
            }
        }
        let marks = { (list: [ConnectionMessage]) in list.compactMap(\.mark).sorted() }
        let udp = ConnectionTransport(number: 17)
        #expect(marks(try connections.list(transport: udp)) == [171, 172])
        #expect(marks(try connections.list(family: family == .v4 ? .v6 : .v4, transport: udp)) == [])
        let tcp = ConnectionTransport(number: 6, destinationPort: 80)
        #expect(marks(try connections.list(transport: tcp)) == [61])
        #expect(marks(try connections.list(family: family, transport: tcp)) == [61])
        #expect(marks(try connections.list(transport: tcp, mark: ConnectionMark(62))) == [])
        let sctp = ConnectionTransport(number: 132, sourcePort: 1090)
        #expect(marks(try connections.list(transport: sctp)) == [1322])
        let both = ConnectionTransport(number: 17, sourcePort: 1080, destinationPort: 90)
        #expect(try connections.delete(transport: both) { _ in true } == 0)
        #expect(try connections.delete(transport: tcp) { $0.original.destination == host } == 1)
        #expect(marks(try connections.list()) == [62, 171, 172, 1321, 1322])
    }

    @Test func `the kernel omits connections that do not match the request's filter`() throws {
        let socket = try NetlinkSocket(.netfilter, in: .ofTest)
        try Connections(socket).add(try example(port: 1000))
        try Connections(socket).add(try example(port: 2000))
        var body = ConnectionRequest(family: .v4)
        let answers = { (body: ConnectionRequest) in
            try socket.exchange([.list("list connections", subject: "", type: .getConnection, body: body)])[0].count
        }
        #expect(try answers(body) == 2)
        body.transport = ConnectionTransport(number: 17, sourcePort: 1000)
        #expect(try answers(body) == 1)
        body.transport = ConnectionTransport(number: 6)
        #expect(try answers(body) == 0)
        body = ConnectionRequest(family: .v4)
        body.mark = ConnectionMark(1)
        #expect(try answers(body) == 0)
        #expect(try answers(ConnectionRequest(family: .v6)) == 0)
    }

    @Test func `more connections than fit into one message are listed and deleted`() throws {
        let connections = Connections(try NetlinkSocket(.netfilter, in: .ofTest))
        for number in 0..<1500 { try connections.add(try example(port: 1000 + UInt16(number))) }
        #expect(try connections.list().count == 1500)
        #expect(try connections.delete { $0.original.transport.sourcePort.map { $0 < 2000 } == true } == 1000)
        #expect(try connections.list().count == 500)
    }

    // MARK: Setup and packets

    /// Translates packets to the published port of this host to the port of the listener.
    private func publish(_ transport: TransportProtocol) throws {
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        let base = NFBaseChain(type: "nat", hook: .prerouting, priority: -100)
        batch.add(NFChain(family: .inet, table: "t", name: "publish", base: base))
        for family in IPFamily.allCases {
            let map = "at\(family)"
            batch.add(
                NFSet(
                    family: .inet,
                    table: "t",
                    name: map,
                    key: [.transportProtocol, .port],
                    value: [.address(family), .port]
                )
            )
            let element = NFElement(
                [.transportProtocol(transport), .port(Self.published)],
                value: [.address(try Outside.host(family)), .port(Self.listening)]
            )
            batch.add(NFElementList(family: .inet, table: "t", set: map, elements: [element]))
            let port = NFRegisterRange(.word(family.byteCount / 4))
            let translation = NFTranslation(.destination, family: family, to: NFRegisterRange(.word(0)), ports: port)
            let rule: [NFExpression] =
                .family(family == .v4 ? .ipv4 : .ipv6) + .toThisHost + [
                    .transport(into: 0), .destinationPort(into: 1), .map(map), .translation(translation),
                ]
            batch.add(NFRule(family: .inet, table: "t", chain: "publish", expressions: rule))
        }
        try NFTables(try NetlinkSocket(.netfilter, in: .ofTest)).commit(batch)
    }

    /// Adds the one rule that makes the kernel track connections.
    private func track() throws {
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        batch.add(NFChain(family: .inet, table: "t", name: "track", base: NFBaseChain(hook: .input, priority: 0)))
        batch.add(NFRule(family: .inet, table: "t", chain: "track", expressions: .state(8) + [.count]))
        try NFTables(try NetlinkSocket(.netfilter, in: .ofTest)).commit(batch)
    }

    private func tuple(
        _ source: IPAddress,
        _ sourcePort: UInt16,
        _ destination: IPAddress,
        _ destinationPort: UInt16,
        _ transport: TransportProtocol
    ) -> ConnectionTuple {
        let ports = ConnectionTransport(
            number: transport.number,
            sourcePort: sourcePort,
            destinationPort: destinationPort
        )
        return ConnectionTuple(from: source, to: destination, over: ports)
    }

    /// Returns a connection without packets.
    private func example(port: UInt16) throws -> ConnectionMessage {
        let source = try #require(IPAddress("10.0.0.1"))
        let destination = try #require(IPAddress("10.0.0.2"))
        var connection = ConnectionMessage(
            original: tuple(source, port, destination, 2000, .udp),
            reply: tuple(destination, 2000, source, port, .udp)
        )
        connection.timeout = 100
        return connection
    }
}
