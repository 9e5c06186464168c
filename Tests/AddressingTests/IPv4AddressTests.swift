// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct IPv4AddressTests {
    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.256", "01.2.3.4", "1.2.3.00",
        "+1.2.3.4", "-1.2.3.4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4\n", "1.2.3.4/8", "0x1.2.3.4", "1.2.3.a", "١.2.3.4",
        "99999999999999999999.1.1.1",
    ])
    func `only a strict dotted quad is an address`(text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test func `every value of every byte is parsed and formatted`() throws {
        for place in 0..<4 {
            for value in 0...255 {
                var parts = [1, 2, 3, 4]
                parts[place] = value
                let text = parts.map(String.init).joined(separator: ".")
                let address = try #require(IPv4Address(text))
                #expect(address.bytes == parts.map { UInt8($0) })
                #expect(address.description == text)
                #expect(IPv4Address(bytes: address.bytes) == address)
            }
        }
    }

    @Test func `random addresses survive formatting and parsing`() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let address = IPv4Address(rawValue: .random(in: 0...UInt32.max, using: &generator))
            #expect(IPv4Address(address.description) == address)
            #expect(IPv4Address(bytes: address.bytes) == address)
        }
    }

    @Test func `any number of bytes except four is refused`() {
        for count in [0, 1, 3, 5, 16] {
            #expect(IPv4Address(bytes: Array(repeating: 1, count: count)) == nil)
        }
    }

    @Test(arguments: [
        // multicast, loopback, link-local, unspecified, broadcast
        ("0.0.0.0", [false, false, false, true, false]),
        ("0.0.0.1", [false, false, false, false, false]),
        ("126.255.255.255", [false, false, false, false, false]),
        ("127.0.0.0", [false, true, false, false, false]),
        ("127.255.255.255", [false, true, false, false, false]),
        ("128.0.0.0", [false, false, false, false, false]),
        ("169.253.255.255", [false, false, false, false, false]),
        ("169.254.0.0", [false, false, true, false, false]),
        ("169.254.255.255", [false, false, true, false, false]),
        ("169.255.0.0", [false, false, false, false, false]),
        ("223.255.255.255", [false, false, false, false, false]),
        ("224.0.0.0", [true, false, false, false, false]),
        ("239.255.255.255", [true, false, false, false, false]),
        ("240.0.0.0", [false, false, false, false, false]),
        ("255.255.255.255", [false, false, false, false, true]),
    ])
    func `special blocks have the bounds of the standards`(text: String, expected: [Bool]) throws {
        let address = try #require(IPv4Address(text))
        let kinds = [
            address.isMulticast, address.isLoopback, address.isLinkLocal, address.isUnspecified, address.isBroadcast,
        ]
        #expect(kinds == expected)
    }

    @Test func `addresses are ordered as numbers`() throws {
        #expect(try #require(IPv4Address("9.255.255.255")) < #require(IPv4Address("10.0.0.0")))
    }
}
