// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel
import Testing

@testable import KernelDataplane

/// The connections that match a pattern.
struct ConnectionMatcherTests {
    private static let container = AddressPort(.of("10.1.0.2"), port: 80)

    private func publication(_ address: String, _ container: AddressPort = container) throws -> Publication {
        Publication(HostPort(.udp, .of(address), 8080), to: container, of: try EndpointID("e1"))
    }

    /// Returns a connection to a port of an address, with the source of its replies if that differs.
    private func connection(
        to address: String,
        _ port: UInt16 = 8080,
        answeredBy responder: AddressPort? = nil,
        number: UInt8 = 17,
        from client: String = "203.0.113.2"
    ) -> ConnectionMessage {
        let (client, address) = (IPAddress.of(client), IPAddress.of(address))
        let responder = responder ?? AddressPort(address, port: port)
        let there = ConnectionTransport(number: number, sourcePort: 40_000, destinationPort: port)
        let back = ConnectionTransport(number: number, sourcePort: responder.port, destinationPort: 40_000)
        return ConnectionMessage(
            original: ConnectionTuple(from: client, to: address, over: there),
            reply: ConnectionTuple(from: responder.address, to: client, over: back)
        )
    }

    private func fits(_ pattern: ConnectionPattern, _ connection: ConnectionMessage) -> Bool {
        let host: [Prefix] = [.of("127.0.0.0/8"), .of("192.0.2.1/32"), .of("::1/128"), .of("2001:db8::1/128")]
        return ConnectionMatcher([pattern], hostPrefixes: host).matches(connection)
    }

    @Test
    func `a connection past a port of one address is missing, and one that the port translates is following`()
        throws
    {
        let publication = try publication("192.0.2.1")
        let translated = connection(to: "192.0.2.1", answeredBy: Self.container)
        let untranslated = [
            connection(to: "192.0.2.1"),
            connection(to: "192.0.2.1", answeredBy: AddressPort(.of("10.1.0.3"), port: 80)),
            connection(to: "192.0.2.1", answeredBy: AddressPort(.of("10.1.0.2"), port: 81)),
        ]
        #expect(fits(.following(publication), translated))
        #expect(!fits(.missing(publication), translated))
        for connection in untranslated {
            #expect(fits(.missing(publication), connection))
            #expect(!fits(.following(publication), connection))
        }
    }

    @Test func `a connection to another address, port or protocol is neither missing nor following`() throws {
        let others = [
            connection(to: "192.0.2.2", answeredBy: Self.container),
            connection(to: "192.0.2.1", 8081, answeredBy: Self.container),
            connection(to: "192.0.2.1", answeredBy: Self.container, number: 6), connection(to: "192.0.2.2"),
            connection(to: "192.0.2.1", 8081), connection(to: "192.0.2.1", number: 6),
        ]
        for connection in others {
            #expect(!fits(.following(try publication("192.0.2.1")), connection))
            #expect(!fits(.missing(try publication("192.0.2.1")), connection))
        }
    }

    @Test(arguments: ["192.0.2.1", "127.0.0.1", "127.9.9.9"])
    func `a port of all addresses matches connections to each host address, and to no other`(address: String) throws {
        let publication = try publication("0.0.0.0")
        #expect(fits(.missing(publication), connection(to: address)))
        #expect(fits(.following(publication), connection(to: address, answeredBy: Self.container)))
        // A connection that the host only forwards.
        #expect(!fits(.missing(publication), connection(to: "198.51.100.1")))
    }

    @Test func `a pattern matches connections of its own family only`() throws {
        let container = AddressPort(.of("fd00:1::2"), port: 80)
        let publication = try publication("::", container)
        #expect(fits(.missing(publication), connection(to: "2001:db8::1", from: "2001:db8::2")))
        #expect(!fits(.missing(publication), connection(to: "192.0.2.1")))
        #expect(!fits(.missing(try self.publication("0.0.0.0")), connection(to: "2001:db8::1", from: "2001:db8::2")))
    }

    @Test(arguments: [("::", "10.1.0.2"), ("::1", "fd00:1::2")])
    func `a publication that no rule translates matches no connection`(address: String, container: String) throws {
        let publication = try publication(address, AddressPort(.of(container), port: 80))
        #expect(!fits(.missing(publication), connection(to: "::1", from: "::1")))
        #expect(!fits(.missing(publication), connection(to: "2001:db8::1", from: "2001:db8::2")))
    }

    @Test func `an address matches a connection with it at either end, translated or not`() {
        let pattern = ConnectionPattern.of(.of("10.1.0.2"))
        #expect(fits(pattern, connection(to: "198.51.100.1", from: "10.1.0.2")))
        #expect(fits(pattern, connection(to: "10.1.0.2")))
        #expect(fits(pattern, connection(to: "192.0.2.1", answeredBy: Self.container)))
        #expect(!fits(pattern, connection(to: "192.0.2.1")))
    }

    @Test
    func `an unmasqueraded connection is one of a range's client that reached the container under its own address`() {
        let pattern = ConnectionPattern.unmasqueraded(.of("10.1.0.2"), from: .of("10.2.0.0/24"))
        #expect(fits(pattern, connection(to: "192.0.2.1", answeredBy: Self.container, from: "10.2.0.9")))
        #expect(!fits(pattern, connection(to: "192.0.2.1", answeredBy: Self.container, from: "10.3.0.9")))
        #expect(!fits(pattern, connection(to: "10.1.0.2", from: "10.2.0.9")))
        #expect(!fits(pattern, connection(to: "192.0.2.1", from: "10.2.0.9")))
        #expect(ConnectionMatcher([pattern], hostPrefixes: []).ports == nil)
    }

    @Test func `a few ports are queried one by one, and more as a whole table`() throws {
        let few = ConnectionMatcher([.missing(try publication("0.0.0.0"))], hostPrefixes: [])
        #expect(few.ports == [ConnectionMatcher.Port(family: .v4, transport: 17, number: 8080)])
        #expect(ConnectionMatcher([.of(.of("10.1.0.2"))], hostPrefixes: []).ports == nil)
        let many = try (1...5).map { port in
            ConnectionPattern.missing(
                Publication(HostPort(.tcp, .any(.v4), port), to: Self.container, of: try EndpointID("e1"))
            )
        }
        #expect(ConnectionMatcher(many, hostPrefixes: []).ports == nil)
    }
}
