// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct IPv6AddressTests {
    @Test(arguments: [
        // RFC 4291, 2.2, RFC 5952, 4 and 5, and edge cases.
        ("::", "::"),
        ("::1", "::1"),
        ("1::", "1::"),
        ("0:0:0:0:0:0:0:0", "::"),
        ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
        ("2001:0db8::0001", "2001:db8::1"),
        ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("1:0:0:4:5:6:0:0", "1::4:5:6:0:0"),
        ("1:0:3:4:5:6:0:0", "1:0:3:4:5:6::"),
        ("::ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ("::FFFF:0102:0304", "::ffff:1.2.3.4"),
        ("0:0:0:0:0:ffff:1.2.3.4", "::ffff:1.2.3.4"),
        ("::1.2.3.4", "::102:304"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("fe80::42:aff:fe01:1", "fe80::42:aff:fe01:1"),
    ])
    func `every form is parsed, and the canonical one is formatted`(text: String, canonical: String) throws {
        #expect(try #require(IPv6Address(text)).description == canonical)
        #expect(IPv6Address(text) == IPv6Address(canonical))
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
        "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "::g", "fe80::1%eth0", " ::1", "::1 ", "::1/64",
        "[::1]", "::1.2.3", "::1.2.3.256", "1.2.3.4", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "1:::2",
        "::-1", "::+1", "0x1::", "::１",
    ])
    func `an invalid IPv6 address is refused`(text: String) {
        #expect(IPv6Address(text) == nil)
    }

    @Test func `every pattern of zero groups survives formatting and parsing`() throws {
        for pattern in 0...255 {
            var rawValue: UInt128 = 0
            for group in 0..<8 where pattern >> group & 1 == 1 { rawValue |= 0xAB << (group * 16) }
            let address = IPv6Address(rawValue: rawValue)
            #expect(IPv6Address(address.description) == address)
            #expect(IPv6Address(bytes: address.bytes) == address)
            // An address has at most one ::, and never for a single group.
            #expect(address.description.split(separator: "::", omittingEmptySubsequences: false).count <= 2)
            #expect(address.description.count { $0 == ":" } <= 7)
        }
    }

    @Test func `random addresses survive formatting and parsing`() {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let address = IPv6Address(rawValue: .random(in: 0...UInt128.max, using: &generator))
            #expect(IPv6Address(address.description) == address)
            #expect(IPv6Address(address.description.uppercased()) == address)
            #expect(IPv6Address(bytes: address.bytes) == address)
        }
    }

    @Test(arguments: [
        // multicast, loopback, link-local, unspecified
        ("::", [false, false, false, true]),
        ("::1", [false, true, false, false]),
        ("::2", [false, false, false, false]),
        ("fe7f:ffff::", [false, false, false, false]),
        ("fe80::", [false, false, true, false]),
        ("febf:ffff::", [false, false, true, false]),
        ("fec0::", [false, false, false, false]),
        ("feff:ffff::", [false, false, false, false]),
        ("ff00::", [true, false, false, false]),
        ("ffff::", [true, false, false, false]),
    ])
    func `special blocks have the bounds of the standards`(text: String, expected: [Bool]) throws {
        let address = try #require(IPv6Address(text))
        #expect([address.isMulticast, address.isLoopback, address.isLinkLocal, address.isUnspecified] == expected)
    }
}

struct IPv6LayoutTests {
    @Test func `an address has the alignment of a word, as closures that capture it require`() {
        #expect(MemoryLayout<IPv6Address>.alignment == MemoryLayout<UInt64>.alignment)
        #expect(MemoryLayout<IPv6Address>.size == 16)
    }

    @Test(arguments: [
        ("02:6d:0a:01:00:02", "fe80::6d:aff:fe01:2"), ("00:00:00:00:00:00", "fe80::200:ff:fe00:0"),
        ("ff:ff:ff:ff:ff:ff", "fe80::fdff:ffff:feff:ffff"),
    ])
    func `a link-local address is derived from the MAC address`(mac: String, expected: String) throws {
        let mac = try #require(MACAddress(mac))
        #expect(IPv6Address(linkLocalOf: mac).description == expected)
    }
}
