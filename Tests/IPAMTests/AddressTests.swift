// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

struct AddressTests {
    @Test func `the gateway gets the first address, and containers the following ones`() throws {
        var book = try AddressBook("10.1.0.0/24")
        #expect(try book.hold(as: .gateway) == "10.1.0.1/24")
        #expect(try book.hold() == "10.1.0.2/24")
        #expect(try book.hold() == "10.1.0.3/24")
        #expect(book.usage(of: PoolID("p"))?.held == 3)
    }

    @Test func `IPv6 addresses are assigned in order too`() throws {
        var book = try AddressBook("fd00::/64")
        #expect(try book.hold(as: .gateway) == "fd00::1/64")
        #expect(try book.hold() == "fd00::2/64")
        #expect(try book.hold("fd00::ffff:ffff:ffff:ffff") == "fd00::ffff:ffff:ffff:ffff/64")
    }

    @Test func `a decision lists its changes, and has no effect until they are applied`() throws {
        var book = try AddressBook("10.1.0.0/24")
        let request = AddressRequest(pool: PoolID("p"), purpose: .gateway)
        let (answer, changes) = try book.leasing(request, at: second(7))
        let lease = Lease(purpose: .gateway, since: second(7))
        #expect(changes == [.hold(PoolID("p"), try address("10.1.0.1"), lease)])
        #expect(book.usage(of: PoolID("p"))?.held == 0)
        book.apply(changes)
        #expect(book.state(of: answer.address, in: PoolID("p")) == .held(lease))
    }

    @Test func `an automatic gateway gets the next address if the first is held`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.1")
        #expect(try book.hold(as: .gateway) == "10.1.0.2/24")
    }

    @Test func `two gateways of a pool get two addresses`() throws {
        var book = try AddressBook("10.1.0.0/24")
        #expect(try book.hold(as: .gateway) == "10.1.0.1/24")
        #expect(try book.hold(as: .gateway) == "10.1.0.2/24")
    }

    @Test func `gateway and auxiliary addresses may be outside the range, with the mask of the subnet`() throws {
        var book = try AddressBook("10.1.0.0/16", range: "10.1.4.0/30")
        #expect(try book.hold("10.1.0.254", as: .gateway) == "10.1.0.254/16")
        #expect(try book.hold("10.1.0.7") == "10.1.0.7/16")
        #expect(try book.hold() == "10.1.4.0/16")
    }

    @Test func `an automatic gateway is the subnet's first address, whatever the range`() throws {
        var book = try AddressBook("10.1.0.0/16", range: "10.1.4.0/24")
        #expect(try book.hold(as: .gateway) == "10.1.0.1/16")
    }

    @Test func `addresses are chosen only from the range`() throws {
        var book = try AddressBook("10.1.0.0/16", range: "10.1.4.0/30")
        let chosen = try (0..<4).map { _ in try book.hold() }
        #expect(chosen == ["10.1.4.0/16", "10.1.4.1/16", "10.1.4.2/16", "10.1.4.3/16"])
        #expect(
            refusal { try book.hold() } == "pool 10.1.4.0/30: no address is free: of 4, 4 are in use"
        )
    }

    @Test func `held addresses outside a used-up range do not count`() throws {
        var book = try AddressBook("10.1.0.0/16", range: "10.1.4.0/30")
        try book.hold(as: .gateway)
        try book.reserve("10.1.0.9", for: "db")
        for _ in 0..<3 { try book.hold() }
        try book.reserve("10.1.4.3", for: "web")
        #expect(
            refusal { try book.hold() } == "pool 10.1.4.0/30: no address is free: of 4, 3 are in use and 1 reserved"
        )
    }

    @Test(arguments: [
        ("10.1.0.4/30", ["10.1.0.5/30", "10.1.0.6/30"]), ("10.1.0.4/31", ["10.1.0.4/31", "10.1.0.5/31"]),
        ("10.1.0.4/32", ["10.1.0.4/32"]), ("fd00::4/126", ["fd00::5/126", "fd00::6/126", "fd00::7/126"]),
        ("fd00::4/127", ["fd00::4/127", "fd00::5/127"]), ("fd00::4/128", ["fd00::4/128"]),
        ("255.255.254.252/30", ["255.255.254.253/30", "255.255.254.254/30"]),
        (
            "feff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
            [
                "feff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/127",
            ]
        ),
    ])
    func `a small subnet assigns all its addresses, and then none`(subnet: String, addresses: [String]) throws {
        var book = try AddressBook(subnet)
        for (index, address) in addresses.enumerated() {
            #expect(try book.hold(as: index == 0 ? .gateway : .address) == address)
        }
        let count = "\(addresses.count), \(addresses.count) \(addresses.count == 1 ? "is" : "are")"
        #expect(refusal { try book.hold() } == "pool \(subnet): no address is free: of \(count) in use")
        #expect(refusal { try book.hold(as: .gateway) } == "pool \(subnet): no address is free: of \(count) in use")
    }

    @Test func `a held address is refused, with the name of its holder`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold(as: .gateway)
        try book.hold("10.1.0.7", name: "web")
        try book.hold("10.1.0.8")
        #expect(
            refusal { try book.hold("10.1.0.1") } == "address 10.1.0.1: is in use by the network's gateway"
        )
        #expect(refusal { try book.hold("10.1.0.7", name: "db") } == "address 10.1.0.7: is in use by web")
        #expect(refusal { try book.hold("10.1.0.8") } == "address 10.1.0.8: is in use by another endpoint")
        #expect(
            refusal { try book.hold("10.1.0.7", as: .gateway) } == "address 10.1.0.7: is in use by web"
        )
    }

    @Test func `an address is refused even to its holder`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        #expect(refusal { try book.hold("10.1.0.7", name: "web") } == "address 10.1.0.7: is in use by web")
    }

    @Test func `an address that no interface of the subnet can have is refused`() throws {
        var book = try AddressBook("10.1.0.0/24")
        #expect(refusal { try book.hold("10.2.0.7") } == "address 10.2.0.7: is outside subnet 10.1.0.0/24")
        #expect(
            refusal { try book.hold("10.1.0.0") }
                == "address 10.1.0.0: is the network address of subnet 10.1.0.0/24"
        )
        #expect(
            refusal { try book.hold("10.1.0.255", as: .gateway) }
                == "address 10.1.0.255: is the broadcast address of subnet 10.1.0.0/24"
        )
        #expect(refusal { try book.hold("fd00::7") } == "address fd00::7: is IPv6, but IPv4 is required")
    }

    @Test func `an address of an unknown pool is refused`() throws {
        var book = AddressBook()
        let expected = #"pool "p7": does not exist; remove the network and create it again"#
        #expect(refusal { try book.hold(of: "p7") } == expected)
        #expect(refusal { try book.hold("10.1.0.7", of: "p7") } == expected)
    }

    @Test func `a second release of an address has no effect`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7")
        let given = try address("10.1.0.7")
        #expect(book.releasing(given, of: PoolID("p"), at: second(2)).count == 1)
        try book.release("10.1.0.7")
        #expect(book.releasing(given, of: PoolID("p"), at: second(3)).isEmpty)
    }

    @Test(arguments: ["10.1.0.0", "10.1.0.9", "10.1.0.255", "10.2.0.7", "fd00::7", "0.0.0.0", "255.255.255.255"])
    func `a release of an address that is not held has no effect`(text: String) throws {
        let book = try AddressBook("10.1.0.0/24")
        #expect(book.releasing(try address(text), of: PoolID("p"), at: second(2)).isEmpty)
    }

    @Test func `a release to an unknown pool has no effect`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7")
        #expect(book.releasing(try address("10.1.0.7"), of: PoolID("q"), at: second(2)).isEmpty)
    }

    @Test func `an IPv6 address is the same in every spelling`() throws {
        var book = try AddressBook("fd00::/64")
        try book.hold("FD00:0:0:0:0000:0:0:00Ab", name: "web")
        #expect(refusal { try book.hold("fd00::ab") } == "address fd00::ab: is in use by web")
        try book.release("fd00::0.0.0.171")
        #expect(try book.word(for: "fd00::ab") == "resting")
    }

    @Test func `the same address in pools of two spaces is two addresses`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.lease("10.1.0.0/24", in: .global, as: "g")
        try book.hold("10.1.0.7", name: "web")
        try book.hold("10.1.0.7", of: "g", name: "db")
        try book.release("10.1.0.7", of: "g")
        #expect(try book.word(for: "10.1.0.7") == "held")
        #expect(try book.word(for: "10.1.0.7", in: "g") == "resting")
    }
}
