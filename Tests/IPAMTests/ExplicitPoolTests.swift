// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

struct ExplicitPoolTests {
    private static func request(
        _ subnet: String?,
        range: String? = nil,
        family: IPFamily = .v4,
        space: String = "mdnp-local"
    ) throws -> PoolRequest {
        PoolRequest(space: space, family: family, prefix: try subnet.map(prefix), range: try range.map(prefix))
    }

    private static func refusal(of request: PoolRequest, by book: AddressBook = AddressBook()) -> String {
        IPAMTests.refusal { _ = try book.leasing(request, as: PoolID("p9"), from: [], avoiding: []) }
    }

    @Test func `a requested subnet is leased unchanged`() throws {
        let request = try Self.request("10.1.0.0/24", range: "10.1.0.128/25")
        let (pool, changes) = try AddressBook().leasing(request, as: PoolID("p1"), from: [], avoiding: [])
        #expect(pool.id == PoolID("p1"))
        #expect(pool.space == .local)
        #expect(pool.prefix.description == "10.1.0.0/24")
        #expect(pool.range?.description == "10.1.0.128/25")
        #expect(!pool.isAutomatic)
        #expect(changes == [.leasePool(pool)])
    }

    @Test func `a decision has no effect until its changes are applied`() throws {
        var book = AddressBook()
        let decided = try book.leasing(Self.request("10.1.0.0/24"), as: PoolID("p"), from: [], avoiding: [])
        #expect(book == AddressBook())
        #expect(book.pool(PoolID("p")) == nil)
        book.apply(decided.changes)
        #expect(book.pool(PoolID("p")) == decided.pool)
    }

    @Test(arguments: [
        ("10.1.0.0/31", IPFamily.v4), ("10.1.0.0/32", .v4), ("1.0.0.0/8", .v4), ("169.254.0.0/16", .v4),
        ("240.0.0.0/16", .v4), ("223.255.255.0/24", .v4), ("128.0.0.0/24", .v4), ("fd00::/64", .v6),
        ("fd00::/127", .v6),
        ("fd00::/128", .v6), ("2001:db8::/32", .v6), ("::2/127", .v6),
    ])
    func `a subnet of host addresses is leased in any size`(subnet: String, family: IPFamily) throws {
        #expect(try Self.refusal(of: Self.request(subnet, family: family)) == "")
    }

    @Test(arguments: [
        ("0.0.0.0/0", IPFamily.v4, "covers all addresses"), ("::/0", .v6, "covers all addresses"),
        ("224.0.0.0/4", .v4, "overlaps 224.0.0.0/4, which is multicast"),
        ("239.1.2.0/24", .v4, "overlaps 224.0.0.0/4, which is multicast"),
        ("192.0.0.0/2", .v4, "overlaps 224.0.0.0/4, which is multicast"),
        ("ff00::/8", .v6, "overlaps ff00::/8, which is multicast"),
        ("ff02::/64", .v6, "overlaps ff00::/8, which is multicast"),
        ("8000::/1", .v6, "overlaps ff00::/8, which is multicast"),
        ("127.0.0.0/8", .v4, "overlaps 127.0.0.0/8, which is loopback"),
        ("127.1.0.0/16", .v4, "overlaps 127.0.0.0/8, which is loopback"),
        ("126.0.0.0/7", .v4, "overlaps 127.0.0.0/8, which is loopback"),
        ("::1/128", .v6, "overlaps ::1/128, which is loopback"),
        ("0.0.0.0/8", .v4, "overlaps 0.0.0.0/8, which is reserved"),
        ("0.0.0.0/1", .v4, "overlaps 0.0.0.0/8, which is reserved"),
        ("0.1.0.0/16", .v4, "overlaps 0.0.0.0/8, which is reserved"),
        ("::/128", .v6, "overlaps ::/128, which is the unspecified address"),
        ("::/127", .v6, "overlaps ::/128, which is the unspecified address"),
        ("::/1", .v6, "overlaps ::/128, which is the unspecified address"),
        ("255.255.255.255/32", .v4, "overlaps 255.255.255.255/32, which is broadcast"),
        ("255.255.255.254/31", .v4, "overlaps 255.255.255.255/32, which is broadcast"),
        ("::ffff:10.1.0.0/120", .v6, "overlaps ::ffff:0.0.0.0/96, which is IPv4-mapped"),
        ("fe80::/64", .v6, "overlaps fe80::/10, which is link-local"),
        ("fe80:1::/64", .v6, "overlaps fe80::/10, which is link-local"),
    ])
    func `a subnet of addresses that hosts cannot have is refused`(
        subnet: String,
        family: IPFamily,
        reason: String
    ) throws {
        let other = family == .v4 ? "172.30.0.0/16" : "fd00:30::/64"
        let advice = reason.hasPrefix("overlaps") ? "; choose a private block, such as \(other)" : ""
        #expect(try Self.refusal(of: Self.request(subnet, family: family)) == "subnet \(subnet): \(reason)\(advice)")
    }

    @Test(arguments: ["10.1.0.0/24", "10.1.0.0/28", "10.1.0.16/28", "10.1.0.255/32", "10.1.0.0/16", "10.0.0.0/8"])
    func `a subnet that equals, contains or is part of another pool is refused, with that pool's name`(subnet: String)
        throws
    {
        let book = try AddressBook("10.1.0.0/24")
        #expect(try Self.refusal(of: Self.request(subnet), by: book) == "subnet \(subnet): overlaps pool 10.1.0.0/24")
    }

    @Test(arguments: ["10.0.255.0/24", "10.1.1.0/24", "10.0.0.0/16", "10.2.0.0/15", "11.0.0.0/8"])
    func `a subnet beside another pool is leased`(subnet: String) throws {
        let book = try AddressBook("10.1.0.0/24")
        #expect(try Self.refusal(of: Self.request(subnet), by: book) == "")
    }

    @Test func `a subnet that overlaps one of many pools is refused`() throws {
        var book = AddressBook()
        for number in 0..<100 { try book.lease("10.\(number * 2).0.0/16", as: "p\(number)") }
        for number in 0..<100 {
            let inside = try Self.request("10.\(number * 2).7.0/24")
            let beside = try Self.request("10.\(number * 2 + 1).0.0/16")
            let reason = "overlaps pool 10.\(number * 2).0.0/16"
            #expect(Self.refusal(of: inside, by: book) == "subnet 10.\(number * 2).7.0/24: \(reason)")
            #expect(Self.refusal(of: beside, by: book) == "")
        }
    }

    @Test func `IPv6 subnets overlap like IPv4 subnets, and neither overlaps the other family`() throws {
        var book = try AddressBook("fd00:1::/48")
        let reason = "overlaps pool fd00:1::/48"
        #expect(try Self.refusal(of: Self.request("fd00:1:0:4::/64", family: .v6), by: book).hasSuffix(reason))
        #expect(try Self.refusal(of: Self.request("fd00::/16", family: .v6), by: book).hasSuffix(reason))
        try book.lease("fd00:2::/48", as: "p2")
        try book.lease("10.1.0.0/24", as: "p3")
        #expect(book.usages.map(\.pool.prefix.description) == ["10.1.0.0/24", "fd00:1::/48", "fd00:2::/48"])
    }

    @Test func `subnets of two address spaces may overlap`() throws {
        var book = try AddressBook("10.1.0.0/24")
        let pool = try book.lease("10.1.0.0/24", in: .global, as: "p2")
        #expect(book.pool(of: pool.prefix, in: .global)?.id == PoolID("p2"))
        #expect(book.pool(of: pool.prefix, in: .local)?.id == PoolID("p"))
        let refusal = try Self.refusal(of: Self.request("10.1.0.0/16", space: "mdnp-global"), by: book)
        #expect(refusal == "subnet 10.1.0.0/16: overlaps pool 10.1.0.0/24")
    }

    @Test(arguments: ["10.8.0.0/24", "10.0.0.0/8", "10.8.4.0/30"])
    func `a subnet that overlaps an occupied block is refused, with the name of the occupant`(subnet: String) throws {
        let route = try occupiedBlock("10.8.0.0/16", "route 10.8.0.0/16 of link tun0")
        var book = AddressBook()
        let refusal = IPAMTests.refusal { try book.lease(subnet, avoiding: [route]) }
        #expect(refusal == "subnet \(subnet): overlaps route 10.8.0.0/16 of link tun0")
        try book.lease("10.9.0.0/24", avoiding: [route])
    }

    @Test func `a subnet of an existing network is refused with the name of the network`() throws {
        var book = try AddressBook("10.1.0.0/24")
        let network = try occupiedBlock("10.1.0.0/24", "subnet 10.1.0.0/24 of network a")
        let refusal = IPAMTests.refusal { try book.lease("10.1.0.0/24", as: "p2", avoiding: [network]) }
        #expect(refusal == "subnet 10.1.0.0/24: overlaps subnet 10.1.0.0/24 of network a")
    }

    @Test func `a range without a subnet is refused`() throws {
        #expect(
            try Self.refusal(of: Self.request(nil, range: "10.1.0.0/25"))
                == "range 10.1.0.0/25: needs its subnet; use --subnet together with --ip-range"
        )
    }

    @Test(arguments: ["10.2.0.0/25", "10.0.0.0/8", "10.1.0.0/23"])
    func `a range that is not part of its subnet is refused`(range: String) throws {
        let refusal = try Self.refusal(of: Self.request("10.1.0.0/24", range: range))
        #expect(refusal == "range \(range): is not part of subnet 10.1.0.0/24")
    }

    @Test(arguments: [
        ("10.1.0.0/24", "10.1.0.0/32", IPFamily.v4), ("10.1.0.0/24", "10.1.0.255/32", .v4),
        ("fd00::/64", "fd00::/128", .v6),
    ])
    func `a range without a usable address is refused`(subnet: String, range: String, family: IPFamily) throws {
        let refusal = try Self.refusal(of: Self.request(subnet, range: range, family: family))
        #expect(refusal == "range \(range): has no usable address of subnet \(subnet)")
    }

    @Test func `a subnet or range of the other family is refused`() throws {
        #expect(
            try Self.refusal(of: Self.request("fd00::/64"))
                == "subnet fd00::/64: is IPv6, but IPv4 is required"
        )
        #expect(
            try Self.refusal(of: Self.request("10.1.0.0/24", family: .v6))
                == "subnet 10.1.0.0/24: is IPv4, but IPv6 is required"
        )
        #expect(
            try Self.refusal(of: Self.request("10.1.0.0/24", range: "fd00::/120"))
                == "range fd00::/120: is IPv6, but IPv4 is required"
        )
    }

    @Test func `an unknown address space is refused, with a list of the known ones`() throws {
        #expect(
            try Self.refusal(of: Self.request("10.1.0.0/24", space: "LocalDefault"))
                == #"address space "LocalDefault": does not exist; use mdnp-local or mdnp-global"#
        )
    }

    @Test func `a released pool can be leased again, and a second release has no effect`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold()
        book.release(pool: "p")
        #expect(book == AddressBook())
        #expect(book.releasing(PoolID("p")).isEmpty)
        try book.lease("10.1.0.0/16", as: "p2")
        #expect(book.usages.map(\.held) == [0])
        #expect(book.releasing(PoolID("p")).isEmpty)
    }

    @Test func `a pool that is applied twice exists once`() throws {
        var book = try AddressBook("10.1.0.0/24")
        let once = book
        book.apply(.leasePool(try #require(book.pool(PoolID("p")))))
        #expect(book == once)
        #expect(book.usages.count == 1)
    }

    @Test func `the pool that contains an address is found`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.lease("10.3.0.0/24", as: "p3")
        for (text, id) in [
            ("10.0.255.255", nil), ("10.1.0.0", "p"), ("10.1.0.255", "p"), ("10.1.1.0", nil), ("10.3.0.9", "p3"),
            ("10.3.1.0", nil), ("fd00::1", nil),
        ] as [(String, String?)] {
            #expect(book.pool(around: try address(text), in: .local)?.id.text == id)
            #expect(book.pool(around: try address(text), in: .global) == nil)
        }
        #expect(book.pool(of: try prefix("10.1.0.0/24"), in: .local)?.id.text == "p")
        #expect(book.pool(of: try prefix("10.1.0.0/25"), in: .local) == nil)
        #expect(book.pool(of: try prefix("10.1.0.0/16"), in: .local) == nil)
    }
}
