// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

struct ReservationTests {
    /// Returns a book with one pool, in which the second address is reserved for `db`.
    private static func reserved() throws -> AddressBook {
        var book = try AddressBook("10.1.0.0/29")
        try book.reserve("10.1.0.2", for: "db")
        return book
    }

    @Test func `a reserved address is not chosen for another name`() throws {
        var book = try Self.reserved()
        #expect(try book.hold(as: .gateway) == "10.1.0.1/29")
        #expect(try book.hold() == "10.1.0.3/29")
        #expect(try book.hold(name: "web") == "10.1.0.4/29")
        for _ in 0..<2 { try book.hold() }
        #expect(
            refusal { try book.hold() } == "pool 10.1.0.0/29: no address is free: of 6, 5 are in use and 1 reserved"
        )
        #expect(try book.hold(name: "db") == "10.1.0.2/29")
        #expect(refusal { try book.hold() } == "pool 10.1.0.0/29: no address is free: of 6, 6 are in use")
    }

    @Test func `a reserved address is refused to others by name, and to gateways`() throws {
        var book = try Self.reserved()
        let expected = "address 10.1.0.2: is reserved for db"
        #expect(refusal { try book.hold("10.1.0.2", name: "web") } == expected)
        #expect(refusal { try book.hold("10.1.0.2", as: .gateway) } == expected)
        #expect(refusal { try book.hold("10.1.0.2", as: .gateway, name: "db") } == expected)
    }

    @Test func `a reserved address is assigned to its name, or to a request without a name for it`() throws {
        var book = try Self.reserved()
        #expect(try book.hold("10.1.0.2", name: "db") == "10.1.0.2/29")
        try book.release("10.1.0.2")
        #expect(try book.hold("10.1.0.2") == "10.1.0.2/29")
    }

    @Test func `a name gets its reserved addresses in order, before its former ones`() throws {
        var book = try Self.reserved()
        try book.hold("10.1.0.6", name: "db")
        try book.release("10.1.0.6")
        try book.reserve("10.1.0.4", for: "db")
        let chosen = try (0..<4).map { _ in try book.hold(name: "db") }
        #expect(chosen == ["10.1.0.2/29", "10.1.0.4/29", "10.1.0.6/29", "10.1.0.1/29"])
    }

    @Test func `a reservation may be outside the range`() throws {
        var book = try AddressBook("10.1.0.0/24", range: "10.1.0.128/25")
        try book.reserve("10.1.0.7", for: "db")
        #expect(try book.hold(name: "db") == "10.1.0.7/24")
        try book.release("10.1.0.7")
        #expect(try book.word(for: "10.1.0.7") == "reserved")
        #expect(book.usage(of: PoolID("p"))?.reserved == 1)
    }

    @Test func `a released reserved address stays reserved and does not rest`() throws {
        var book = try Self.reserved()
        try book.hold(name: "db")
        #expect(try book.word(for: "10.1.0.2") == "held")
        try book.release("10.1.0.2")
        #expect(try book.word(for: "10.1.0.2") == "reserved")
        #expect(try book.hold(name: "db") == "10.1.0.2/29")
    }

    @Test func `a reservation outlives its pool, and applies in the next one`() throws {
        var book = try Self.reserved()
        try book.hold(name: "db")
        book.release(pool: "p")
        #expect(book.reservation(of: try address("10.1.0.2"), in: .local) == "db")
        try book.lease("10.1.0.0/24", as: "q")
        #expect(try book.word(for: "10.1.0.2", in: "q") == "reserved")
        try book.hold(of: "q", as: .gateway)
        #expect(try book.hold(of: "q", name: "web") == "10.1.0.3/24")
        #expect(try book.hold(of: "q", name: "db") == "10.1.0.2/24")
    }

    @Test(arguments: ["10.1.4.0", "10.1.4.255"])
    func `a reservation of an unusable address has no effect in a pool`(text: String) throws {
        var book = try AddressBook("10.1.0.0/16")
        try book.reserve(text, for: "db")
        book.release(pool: "p")
        try book.lease("10.1.4.0/24", as: "q")
        #expect(try book.word(for: text, in: "q") == "free")
        #expect(book.usage(of: PoolID("q"))?.reserved == 0)
        #expect(try book.hold(of: "q", name: "db") == "10.1.4.1/24")
        book.release(pool: "q")
        try book.lease("10.1.0.0/16", as: "r")
        #expect(try book.hold(of: "r", name: "db") == "\(text)/16")
    }

    @Test func `a reservation applies in its own address space only`() throws {
        var book = try Self.reserved()
        try book.lease("10.1.0.0/29", in: .global, as: "g")
        #expect(try book.hold("10.1.0.2", of: "g", name: "web") == "10.1.0.2/29")
        #expect(book.reservation(of: try address("10.1.0.2"), in: .global) == nil)
        try book.reserve("10.1.0.3", of: "g", for: "web")
        #expect(book.reservation(of: try address("10.1.0.3"), in: .local) == nil)
    }

    @Test func `a second reservation has no effect for the same name, and is refused for another`() throws {
        let book = try Self.reserved()
        #expect(try book.reserving(address("10.1.0.2"), of: PoolID("p"), for: "db").isEmpty)
        let refused = refusal { _ = try book.reserving(address("10.1.0.2"), of: PoolID("p"), for: "web") }
        #expect(refused == "address 10.1.0.2: is reserved for db")
    }

    @Test func `an address that is held by the name, or without a name, can be reserved`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.hold("10.1.0.8")
        try book.reserve("10.1.0.7", for: "web")
        try book.reserve("10.1.0.8", for: "db")
        for address in ["10.1.0.7", "10.1.0.8"] {
            #expect(try book.word(for: address) == "held")
            try book.release(address)
            #expect(try book.word(for: address) == "reserved")
        }
    }

    @Test func `an address that another name or a gateway holds cannot be reserved`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold(as: .gateway)
        try book.hold("10.1.0.7", name: "web")
        #expect(refusal { try book.reserve("10.1.0.7", for: "db") } == "address 10.1.0.7: is in use by web")
        #expect(
            refusal { try book.reserve("10.1.0.1", for: "db") }
                == "address 10.1.0.1: is in use by the network's gateway"
        )
        #expect(book.allReservations.isEmpty)
    }

    @Test func `an address that rests for another name can be reserved, and stops resting`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.release("10.1.0.7")
        try book.reserve("10.1.0.7", for: "db")
        #expect(try book.word(for: "10.1.0.7") == "reserved")
        #expect(try book.hold(name: "web") == "10.1.0.1/24")
        #expect(try book.hold(name: "db") == "10.1.0.7/24")
    }

    @Test func `an unusable address cannot be reserved`() throws {
        var book = try AddressBook("10.1.0.0/24")
        #expect(
            refusal { try book.reserve("10.1.0.255", for: "db") }
                == "address 10.1.0.255: is the broadcast address of subnet 10.1.0.0/24"
        )
        #expect(
            refusal { try book.reserve("10.2.0.7", for: "db") }
                == "address 10.2.0.7: is outside subnet 10.1.0.0/24"
        )
        #expect(
            refusal { try book.reserve("10.1.0.7", of: "q", for: "db") }
                == #"pool "q": does not exist; remove the network and create it again"#
        )
    }

    @Test func `an address without its former reservation is free, or stays held`() throws {
        var book = try Self.reserved()
        try book.reserve("10.1.0.3", for: "web")
        try book.hold(name: "web")
        try book.unreserve("10.1.0.2")
        try book.unreserve("10.1.0.3")
        #expect(try book.word(for: "10.1.0.2") == "free")
        #expect(try book.word(for: "10.1.0.3") == "held")
        #expect(book.allReservations.isEmpty)
        try book.release("10.1.0.3")
        #expect(try book.word(for: "10.1.0.3") == "resting")
    }

    @Test func `the removal of a missing reservation has no effect`() throws {
        let book = try Self.reserved()
        #expect(book.unreserving(try address("10.1.0.3"), in: .local).isEmpty)
        #expect(book.unreserving(try address("10.1.0.2"), in: .global).isEmpty)
        #expect(book.unreserving(try address("fd00::2"), in: .local).isEmpty)
    }

    @Test func `a reservation can be removed without a pool`() throws {
        var book = try Self.reserved()
        book.release(pool: "p")
        try book.unreserve("10.1.0.2")
        #expect(book == AddressBook())
    }

    @Test func `a book without its former reservations equals a new one`() throws {
        var book = try Self.reserved()
        try book.unreserve("10.1.0.2")
        #expect(try book == AddressBook("10.1.0.0/29"))
    }

    @Test func `reservations are listed by space and address`() throws {
        var book = try Self.reserved()
        try book.lease("fd00::/64", as: "q")
        try book.lease("10.0.0.0/24", in: .global, as: "g")
        try book.reserve("fd00::7", of: "q", for: "db")
        try book.reserve("10.0.0.1", of: "g", for: "a")
        try book.reserve("10.1.0.1", for: "z")
        #expect(
            book.allReservations.map { "\($0.space.rawValue) \($0.address) \($0.name)" } == [
                "mdnp-local 10.1.0.1 z", "mdnp-local 10.1.0.2 db", "mdnp-local fd00::7 db", "mdnp-global 10.0.0.1 a",
            ]
        )
    }
}
