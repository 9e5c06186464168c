// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct PoolTests {
    @Test(
        arguments: [
            ("10.1.0.4/30", "10.1.0.5", "10.1.0.6", 2), ("10.1.0.0/24", "10.1.0.1", "10.1.0.254", 254),
            ("10.0.0.0/8", "10.0.0.1", "10.255.255.254", 16_777_214), ("10.1.0.4/31", "10.1.0.4", "10.1.0.5", 2),
            ("10.1.0.4/32", "10.1.0.4", "10.1.0.4", 1), ("128.0.0.0/1", "128.0.0.1", "255.255.255.254", 2_147_483_646),
            ("fd00::/64", "fd00::1", "fd00::ffff:ffff:ffff:ffff", 1 << 64 - 1),
            ("fd00::4/126", "fd00::5", "fd00::7", 3),
            ("fd00::4/127", "fd00::4", "fd00::5", 2), ("fd00::4/128", "fd00::4", "fd00::4", 1),
            ("8000::/1", "8000::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1 << 127 - 1),
            ("::/0", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", .max),
        ] as [(String, String, String, UInt128)]
    )
    func `a subnet has addresses for interfaces`(subnet: String, first: String, last: String, size: UInt128) throws {
        let pool = try pool(subnet)
        #expect(pool.address(at: pool.usable.lowerBound)?.description == first)
        #expect(pool.address(at: pool.usable.upperBound)?.description == last)
        #expect(pool.assignable == pool.usable)
        #expect(pool.size == size)
        #expect(try pool.usableOffset(of: address(first)) == pool.usable.lowerBound)
        #expect(try pool.usableOffset(of: address(last)) == pool.usable.upperBound)
    }

    @Test func `the network and broadcast addresses of an IPv4 subnet are unusable`() throws {
        let pool = try pool("10.1.0.0/24")
        #expect(
            refusal { _ = try pool.usableOffset(of: address("10.1.0.0")) }
                == "address 10.1.0.0: is the network address of subnet 10.1.0.0/24"
        )
        #expect(
            refusal { _ = try pool.usableOffset(of: address("10.1.0.255")) }
                == "address 10.1.0.255: is the broadcast address of subnet 10.1.0.0/24"
        )
    }

    @Test func `the router address of an IPv6 subnet is unusable, and the last one is usable`() throws {
        let pool = try pool("fd00::/64")
        #expect(
            refusal { _ = try pool.usableOffset(of: address("fd00::")) }
                == "address fd00::: is the routers' address of subnet fd00::/64"
        )
        #expect(try pool.usableOffset(of: address("fd00::ffff:ffff:ffff:ffff")) == 0xFFFF_FFFF_FFFF_FFFF)
    }

    @Test(
        arguments: [
            ("10.1.0.0/24", "10.1.0.128/25", "10.1.0.128", "10.1.0.254", 127),
            ("10.1.0.0/24", "10.1.0.0/25", "10.1.0.1", "10.1.0.127", 127),
            ("10.1.0.0/24", "10.1.0.64/26", "10.1.0.64", "10.1.0.127", 64),
            ("10.1.0.0/24", "10.1.0.0/24", "10.1.0.1", "10.1.0.254", 254),
            ("10.1.0.0/24", "10.1.0.7/32", "10.1.0.7", "10.1.0.7", 1),
            ("fd00::/64", "fd00::/120", "fd00::1", "fd00::ff", 255),
            (
                "fd00::/64", "fd00::ffff:ffff:ffff:ff00/120", "fd00::ffff:ffff:ffff:ff00", "fd00::ffff:ffff:ffff:ffff",
                256
            ),
        ] as [(String, String, String, String, UInt128)]
    )
    func `the automatic choice is limited to the usable addresses of the range`(
        subnet: String,
        range: String,
        first: String,
        last: String,
        size: UInt128
    ) throws {
        let pool = try pool(subnet, range: range)
        let assignable = try #require(pool.assignable)
        #expect(pool.address(at: assignable.lowerBound)?.description == first)
        #expect(pool.address(at: assignable.upperBound)?.description == last)
        #expect(pool.size == size)
    }

    @Test(arguments: [
        ("10.1.0.0/24", "10.1.0.0/32"), ("10.1.0.0/24", "10.1.0.255/32"), ("fd00::/64", "fd00::/128"),
        // Requests with such ranges are refused before.
        ("10.1.0.0/24", "10.0.0.0/24"), ("10.1.0.0/24", "10.2.0.0/24"), ("10.1.0.0/24", "10.0.0.0/8"),
        ("10.1.0.0/24", "fd00::/120"), ("fd00::/64", "10.1.0.0/24"),
    ])
    func `a range without usable addresses of the subnet has no assignable ones`(subnet: String, range: String) throws {
        let pool = try pool(subnet, range: range)
        #expect(pool.assignable == nil)
        #expect(pool.size == 0)
    }

    @Test func `addresses and their offsets convert into each other within the subnet`() throws {
        for subnet in [
            "10.1.0.0/29", "255.255.255.248/29", "fd00::/125", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff8/125",
        ] {
            let pool = try pool(subnet)
            for offset in 0..<8 as Range<UInt128> {
                #expect(try pool.offset(of: #require(pool.address(at: offset))) == offset)
            }
            #expect(pool.address(at: 8) == nil)
            #expect(pool.address(at: .max) == nil)
        }
    }
}
