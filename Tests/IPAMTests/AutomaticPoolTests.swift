// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct AutomaticPoolTests {
    @Test func `automatic pools follow each other`() throws {
        var book = AddressBook()
        let pools = try (0..<3).map { try book.leaseAny(as: "p\($0)", from: ["10.128.0.0/9/24"]) }
        #expect(pools == ["10.128.0.0/24", "10.128.1.0/24", "10.128.2.0/24"])
        #expect(book.usages.allSatisfy { $0.pool.isAutomatic && $0.pool.range == nil })
    }

    @Test func `the next pool follows the last one, even if earlier ones are free again`() throws {
        var book = AddressBook()
        for number in 0..<3 { try book.leaseAny(as: "p\(number)", from: ["10.0.0.0/22/24"]) }
        for number in 0..<3 { book.release(pool: "p\(number)") }
        #expect(try book.leaseAny(as: "p4", from: ["10.0.0.0/22/24"]) == "10.0.3.0/24")
        #expect(try book.leaseAny(as: "p5", from: ["10.0.0.0/22/24"]) == "10.0.0.0/24")
        #expect(try book.leaseAny(as: "p6", from: ["10.0.0.0/22/24"]) == "10.0.1.0/24")
    }

    @Test func `no pool is leased twice in a row while another is free`() throws {
        var book = AddressBook()
        try book.lease("10.0.1.0/24", as: "other")
        var last = ""
        for number in 0..<20 {
            let next = try book.leaseAny(as: "p\(number)", from: ["10.0.0.0/22/24"])
            #expect(next != last)
            book.release(pool: "p\(number)")
            last = next
        }
    }

    @Test func `a single pool can be leased again`() throws {
        var book = AddressBook()
        #expect(try book.leaseAny(as: "p1", from: ["10.0.0.0/24/24"]) == "10.0.0.0/24")
        book.release(pool: "p1")
        #expect(try book.leaseAny(as: "p2", from: ["10.0.0.0/24/24"]) == "10.0.0.0/24")
    }

    @Test func `ranges are used one after the other, then from the first again`() throws {
        let ranges = ["10.0.0.0/23/24", "172.16.0.0/16/16", "192.168.0.0/25/26"]
        var book = AddressBook()
        let pools = try (0..<5).map { try book.leaseAny(as: "p\($0)", from: ranges) }
        #expect(pools == ["10.0.0.0/24", "10.0.1.0/24", "172.16.0.0/16", "192.168.0.0/26", "192.168.0.64/26"])
        book.release(pool: "p0")
        book.release(pool: "p3")
        #expect(try book.leaseAny(as: "p5", from: ranges) == "10.0.0.0/24")
        #expect(try book.leaseAny(as: "p6", from: ranges) == "192.168.0.0/26")
    }

    @Test func `pools before the last one in its range are tried last`() throws {
        let ranges = ["10.0.0.0/23/24", "172.16.0.0/16/16"]
        var book = AddressBook()
        for number in 0..<3 { try book.leaseAny(as: "p\(number)", from: ranges) }
        book.release(pool: "p0")
        #expect(try book.leaseAny(as: "p3", from: ranges) == "10.0.0.0/24")
        book.release(pool: "p2")
        book.release(pool: "p3")
        #expect(try book.leaseAny(as: "p4", from: ranges) == "172.16.0.0/16")
    }

    @Test func `the search restarts if the last pool is in no range any more`() throws {
        var book = AddressBook()
        for number in 0..<3 { try book.leaseAny(as: "p\(number)", from: ["10.0.0.0/16/24"]) }
        #expect(try book.leaseAny(as: "p4", from: ["10.2.0.0/16/24"]) == "10.2.0.0/24")
        #expect(try book.leaseAny(as: "p5", from: ["10.2.0.0/16/20"]) == "10.2.16.0/20")
    }

    @Test func `an automatic pool overlaps no pool of any size`() throws {
        var book = AddressBook()
        try book.lease("10.0.0.0/25", as: "small")
        try book.lease("10.0.1.128/32", as: "tiny")
        try book.lease("10.0.2.0/24", as: "same")
        try book.lease("10.0.4.0/22", as: "large")
        let pools = try (0..<3).map { try book.leaseAny(as: "p\($0)", from: ["10.0.0.0/20/24"]) }
        #expect(pools == ["10.0.3.0/24", "10.0.8.0/24", "10.0.9.0/24"])
    }

    @Test func `an automatic pool overlaps no occupied block of any size`() throws {
        let occupiedBlocks = try [
            occupiedBlock("10.0.0.0/25", "a"), occupiedBlock("10.0.1.255/32", "b"), occupiedBlock("10.0.2.0/24", "c"),
            occupiedBlock("10.0.4.0/22", "d"), occupiedBlock("fd00::/8", "e"), occupiedBlock("10.0.4.0/30", "f"),
        ]
        var book = AddressBook()
        let pools = try (0..<3).map {
            try book.leaseAny(as: "p\($0)", from: ["10.0.0.0/20/24"], avoiding: occupiedBlocks)
        }
        #expect(pools == ["10.0.3.0/24", "10.0.8.0/24", "10.0.9.0/24"])
    }

    @Test func `an occupied block around a range leaves no pool in it`() throws {
        var book = AddressBook()
        let vpn = try occupiedBlock("10.0.0.0/8", "vpn")
        let ranges = ["10.128.0.0/9/24", "172.16.0.0/12/24"]
        #expect(try book.leaseAny(as: "p1", from: ranges, avoiding: [vpn]) == "172.16.0.0/24")
        #expect(refusal { try book.leaseAny(as: "p2", from: ["10.128.0.0/9/24"], avoiding: [vpn]) } != "")
    }

    @Test func `a pool may be inside a block that spares its parts, but neither equal nor contain it`() throws {
        var book = AddressBook()
        let ranges = ["10.0.0.0/22/24"]
        let occupiedBlocks = try ["10.0.0.0/8", "10.0.0.0/24", "10.0.1.128/25"].map {
            OccupiedBlock(try prefix($0), description: "blackhole", sparesParts: true)
        }
        #expect(try book.leaseAny(as: "p1", from: ranges, avoiding: occupiedBlocks) == "10.0.2.0/24")
        #expect(try book.leaseAny(as: "p2", from: ranges, avoiding: occupiedBlocks) == "10.0.3.0/24")
        #expect(refusal { try book.leaseAny(as: "p3", from: ranges, avoiding: occupiedBlocks) } != "")
    }

    @Test func `beside a VPN that routes 10_0_0_0 the standard ranges have subnets in the other private blocks`() throws
    {
        var book = AddressBook()
        let ranges = PoolRange.standard.map(\.description)
        let tunnel = try occupiedBlock("10.0.0.0/8", "route 10.0.0.0/8 of link tun0")
        let docker = try occupiedBlock("172.17.0.0/16", "docker0")
        #expect(try book.leaseAny(as: "p1", from: ranges, avoiding: [tunnel, docker]) == "172.16.0.0/24")
        let both = try [tunnel, docker, occupiedBlock("172.16.0.0/12", "route 172.16.0.0/12 of link tun0")]
        #expect(try book.leaseAny(as: "p2", from: ranges, avoiding: both) == "192.168.0.0/24")
        let home = try both + [occupiedBlock("192.168.0.0/23", "eth0")]
        #expect(try book.leaseAny(as: "p3", from: ranges, avoiding: home) == "192.168.2.0/24")
        var fresh = AddressBook()
        #expect(try fresh.leaseAny(as: "p1", from: ranges, avoiding: []) == "10.128.0.0/24")
    }

    @Test func `an automatic pool contains no reserved address of its address space`() throws {
        var book = try AddressBook("10.0.1.0/24")
        try book.reserve("10.0.1.9", for: "db")
        book.release(pool: "p")
        let ranges = ["10.0.0.0/22/24"]
        let pools = try (0..<3).map { try book.leaseAny(as: "p\($0)", from: ranges) }
        #expect(pools == ["10.0.0.0/24", "10.0.2.0/24", "10.0.3.0/24"])
        #expect(refusal { try book.leaseAny(as: "p3", from: ranges) } != "")
        try book.leaseAny(in: .global, as: "g0", from: ranges)
        #expect(try book.leaseAny(in: .global, as: "g1", from: ranges) == "10.0.1.0/24")
    }

    @Test func `an automatic pool contains no address that hosts cannot have`() throws {
        var book = AddressBook()
        #expect(try book.leaseAny(as: "p1", from: ["126.0.0.0/7/8"]) == "126.0.0.0/8")
        #expect(try book.leaseAny(as: "p2", from: ["0.0.0.0/7/8"]) == "1.0.0.0/8")
        #expect(refusal { try book.leaseAny(as: "p3", from: ["239.0.0.0/16/24"]) } != "")
    }

    @Test func `each address space and family has its own search position`() throws {
        var book = AddressBook()
        let ranges = ["10.0.0.0/16/24", "fd00::/48/64"]
        try book.leaseAny(as: "p1", from: ranges)
        try book.leaseAny(as: "p2", from: ranges)
        #expect(try book.leaseAny(.v6, as: "p3", from: ranges) == "fd00::/64")
        #expect(try book.leaseAny(in: .global, as: "p4", from: ranges) == "10.0.0.0/24")
        #expect(try book.leaseAny(.v6, in: .global, as: "p5", from: ranges) == "fd00::/64")
        #expect(try book.leaseAny(as: "p6", from: ranges) == "10.0.2.0/24")
        #expect(try book.leaseAny(.v6, as: "p7", from: ranges) == "fd00:0:0:1::/64")
    }

    @Test func `a search continues at the position of a stored state`() throws {
        var book = AddressBook()
        book.resumeAutomaticPools(in: .local, behind: try prefix("10.0.7.0/24"))
        #expect(try book.leaseAny(as: "p1", from: ["10.0.0.0/16/24"]) == "10.0.8.0/24")
        book.resumeAutomaticPools(in: .local, behind: try prefix("10.0.255.0/24"))
        #expect(try book.leaseAny(as: "p2", from: ["10.0.0.0/16/24"]) == "10.0.0.0/24")
    }

    @Test func `a requested pool does not move the search position`() throws {
        var book = AddressBook()
        try book.leaseAny(as: "p1", from: ["10.0.0.0/16/24"])
        try book.lease("10.0.9.0/24", as: "p2")
        #expect(try book.leaseAny(as: "p3", from: ["10.0.0.0/16/24"]) == "10.0.1.0/24")
    }

    @Test func `the search ends at the highest address`() throws {
        var book = AddressBook()
        let end = "255.255.255.0/24/26"
        let pools = try (0..<3).map { try book.leaseAny(as: "p\($0)", from: [end]) }
        #expect(pools == ["255.255.255.0/26", "255.255.255.64/26", "255.255.255.128/26"])
        #expect(refusal { try book.leaseAny(as: "p3", from: [end]) } != "")
    }

    @Test func `without a free pool, the error lists the ranges`() throws {
        var book = AddressBook()
        let ranges = ["10.0.0.0/23/24", "192.168.0.0/24/24", "fd00::/48/64"]
        for number in 0..<3 { try book.leaseAny(as: "p\(number)", from: ranges) }
        #expect(
            refusal { try book.leaseAny(as: "p3", from: ranges) }
                == "subnet: none is free in 10.0.0.0/23/24, 192.168.0.0/24/24; "
                + "use --subnet (with --ipam-opt overlap=allow inside a route of the host), "
                + "or start mdnp with more ranges (--pool-range)"
        )
    }

    @Test func `without a range of a family, its pools are refused`() throws {
        var book = AddressBook()
        let hint = "use --subnet, or start mdnp with a range (--pool-range)"
        #expect(
            refusal { try book.leaseAny(as: "p1", from: ["fd00::/48/64"]) }
                == "subnet: mdnp has no range for automatic IPv4 subnets; \(hint)"
        )
        #expect(
            refusal { try book.leaseAny(.v6, as: "p1", from: ["10.0.0.0/16/24"]) }
                == "subnet: mdnp has no range for automatic IPv6 subnets; \(hint)"
        )
    }

    @Test func `automatic IPv6 pools come from the host's own block, unless a range is configured`() throws {
        var book = AddressBook()
        book.apply(.adoptUniqueLocalBlock(try prefix("fd12:3456:789a::/48")))
        #expect(try book.leaseAny(.v6, as: "p1", from: ["10.0.0.0/16/24"]) == "fd12:3456:789a::/64")
        #expect(try book.leaseAny(.v6, as: "p2", from: []) == "fd12:3456:789a:1::/64")
        #expect(try book.leaseAny(.v6, as: "p3", from: ["fd00::/48/80"]) == "fd00::/80")
        #expect(refusal { try book.leaseAny(.v4, as: "p4", from: []) } != "")
    }

    @Test func `releases of 2,000 pools, by one name and then each by its own, affect no later pool`() throws {
        var book = AddressBook()
        let ranges = ["10.128.0.0/9/24"]
        var pools: Set<String> = []
        for number in 0..<2000 { pools.insert(try book.leaseAny(as: "p\(number)", from: ranges)) }
        #expect(pools.count == 2000)
        #expect(book.usages.count == 2000)
        book.release(pool: "p1999")
        #expect(try book.leaseAny(as: "q", from: ranges) == "10.135.208.0/24")
        try book.lease("10.135.207.0/24", as: "r")
        try book.hold(of: "q")
        let then = book
        for _ in 0..<1999 { book.release(pool: "p1999") }
        #expect(book == then)
        for number in 0..<1999 { book.release(pool: "p\(number)") }
        #expect(book.usages.map(\.pool.id.text) == ["r", "q"])
        #expect(book.usages.map(\.held) == [0, 1])
    }

    @Test func `every pool of a range is found, whichever pools were released in between`() throws {
        var generator = SeededGenerator(seed: 3)
        var book = AddressBook()
        var leased: [String: String] = [:]
        let occupiedBlocks = try [occupiedBlock("10.0.16.0/22", "a"), occupiedBlock("10.0.63.9/32", "b")]
        for step in 0..<2000 {
            if Bool.random(using: &generator), let id = leased.keys.sorted().randomElement(using: &generator) {
                book.release(pool: id)
                leased[id] = nil
            }
            if leased.count == 64 - 5 {
                let refused = refusal { try book.leaseAny(as: "x", from: ["10.0.0.0/18/24"], avoiding: occupiedBlocks) }
                #expect(refused.hasPrefix("subnet: none is free"), "step \(step), seed 3")
                continue
            }
            let subnet = try book.leaseAny(as: "p\(step)", from: ["10.0.0.0/18/24"], avoiding: occupiedBlocks)
            #expect(!leased.values.contains(subnet), "step \(step), seed 3")
            leased["p\(step)"] = subnet
            let taken = try prefix(subnet)
            #expect(!occupiedBlocks.contains { $0.prefix.overlaps(taken) }, "step \(step), seed 3")
        }
        #expect(book.usages.count == leased.count)
    }
}
