// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct RestingTests {
    @Test func `a released address rests while another is free`() throws {
        var book = try AddressBook("10.1.0.0/29")
        for _ in 0..<3 { try book.hold() }
        try book.release("10.1.0.2")
        #expect(try book.word(for: "10.1.0.2") == "resting")
        let chosen = try (0..<3).map { _ in try book.hold() }
        #expect(chosen == ["10.1.0.4/29", "10.1.0.5/29", "10.1.0.6/29"])
        #expect(try book.hold() == "10.1.0.2/29")
        #expect(refusal { try book.hold() } == "pool 10.1.0.0/29: no address is free: of 6, 6 are in use")
    }

    @Test func `the longest resting address is assigned first`() throws {
        var book = try AddressBook("10.1.0.0/29")
        for _ in 0..<6 { try book.hold() }
        let order = ["10.1.0.5", "10.1.0.1", "10.1.0.6", "10.1.0.3"]
        for address in order { try book.release(address) }
        let chosen = try order.map { _ in try book.hold() }
        #expect(chosen == order.map { $0 + "/29" })
    }

    @Test func `the rest of an address starts with its last release`() throws {
        var book = try AddressBook("10.1.0.0/29")
        for _ in 0..<6 { try book.hold() }
        for address in ["10.1.0.1", "10.1.0.2", "10.1.0.3"] { try book.release(address) }
        try book.hold("10.1.0.1")
        try book.release("10.1.0.1")
        let chosen = try (0..<3).map { _ in try book.hold() }
        #expect(chosen == ["10.1.0.2/29", "10.1.0.3/29", "10.1.0.1/29"])
    }

    @Test func `the last address of a pool is assigned again at once`() throws {
        var book = try AddressBook("10.1.0.0/30")
        try book.hold(as: .gateway)
        for _ in 0..<3 {
            #expect(try book.hold() == "10.1.0.2/30")
            try book.release("10.1.0.2")
        }
    }

    @Test func `a resting address is assigned on request`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.release("10.1.0.7")
        #expect(try book.hold("10.1.0.7", name: "db") == "10.1.0.7/24")
    }

    @Test func `a gateway gets a free address first, then a resting one`() throws {
        var book = try AddressBook("10.1.0.0/30")
        try book.hold("10.1.0.1")
        try book.release("10.1.0.1")
        #expect(try book.hold(as: .gateway) == "10.1.0.2/30")
        #expect(try book.hold(as: .gateway) == "10.1.0.1/30")
    }

    @Test func `a resting address has the name of its holder and the time of its release`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        let given = try address("10.1.0.7")
        book.apply(book.releasing(given, of: PoolID("p"), at: second(60)))
        let rest = Lease(name: "web", since: second(60))
        #expect(book.state(of: given, in: PoolID("p")) == .resting(rest, order: 0))
    }

    @Test func `an address outside the range does not rest`() throws {
        var book = try AddressBook("10.1.0.0/24", range: "10.1.0.128/25")
        for address in ["10.1.0.1", "10.1.0.127", "10.1.0.128", "10.1.0.254"] {
            try book.hold(address)
            try book.release(address)
        }
        let states = try ["10.1.0.1", "10.1.0.127", "10.1.0.128", "10.1.0.254"].map { try book.word(for: $0) }
        #expect(states == ["free", "free", "resting", "resting"])
    }

    @Test func `at most 4,096 addresses rest, and earlier ones are free again`() throws {
        #expect(LeasedPool.restingLimit == 4096)
        var book = try AddressBook("10.1.0.0/16")
        for _ in 0..<5000 { try book.hold() }
        for offset in 1...5000 as ClosedRange<UInt128> {
            let given = try #require(IPAddress(rawValue: 0x0A01_0000 + offset, family: .v4))
            book.apply(book.releasing(given, of: PoolID("p"), at: second(2)))
        }
        #expect(book.usage(of: PoolID("p"))?.resting == 4096)
        #expect(book.usage(of: PoolID("p"))?.held == 0)
        #expect(book.addresses(of: PoolID("p")).first?.address.description == "10.1.3.137")
        #expect(book.addresses(of: PoolID("p")).count == 4096)
        let chosen = try (0..<904).map { _ in try book.hold() }
        #expect(chosen.first == "10.1.0.1/16")
        #expect(chosen.last == "10.1.3.136/16")
        #expect(try book.hold() == "10.1.19.137/16")
    }

    @Test func `a name gets another address after its former one has rested too long`() throws {
        var book = try AddressBook("10.1.0.0/16")
        #expect(try book.hold(name: "web") == "10.1.0.1/16")
        for _ in 0..<4096 { try book.hold() }
        try book.release("10.1.0.1")
        for offset in 2...4097 as ClosedRange<UInt128> {
            let given = try #require(IPAddress(rawValue: 0x0A01_0000 + offset, family: .v4))
            book.apply(book.releasing(given, of: PoolID("p"), at: second(2)))
        }
        #expect(try book.word(for: "10.1.0.1") == "free")
        try book.hold("10.1.0.1", name: "db")
        #expect(try book.hold(name: "web") == "10.1.16.2/16")
    }

    @Test func `resting addresses are assigned in their order, however a book was restored`() throws {
        let texts = ["10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.4", "10.1.0.5", "10.1.0.6"]
        let orders: [UInt64] = [30, 10, 60, 20, 50, 40]
        var book = try AddressBook("10.1.0.0/29")
        for (text, order) in zip(texts, orders) {
            let rest = Lease(name: "web", since: second(1))
            book.apply(.rest(PoolID("p"), try address(text), rest, order: order))
        }
        #expect(try book.hold(name: "web") == "10.1.0.3/29")
        let chosen = try (0..<5).map { _ in try book.hold() }
        #expect(chosen == ["10.1.0.2/29", "10.1.0.4/29", "10.1.0.1/29", "10.1.0.6/29", "10.1.0.5/29"])
        try book.release("10.1.0.4")
        let rest = Lease(since: second(2))
        #expect(book.state(of: try address("10.1.0.4"), in: PoolID("p")) == .resting(rest, order: 61))
    }
}
