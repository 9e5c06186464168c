// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct PrefixTests {
    @Test(arguments: ["0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/24", "10.1.2.3/32", "::/0", "fd00::/8", "fd00::1/128"])
    func `a strict prefix text is parsed and formatted`(text: String) {
        #expect(Prefix(text)?.description == text)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0/8", "fd00::1/64", "::/129", "::/255.0.0.0", "10.0.0.0/255.0.0.0",
    ])
    func `a text without a valid block is refused`(text: String) {
        #expect(Prefix(text) == nil)
    }

    @Test func `host bits of a value are dropped`() throws {
        let address = try #require(IPAddress("10.1.2.3"))
        #expect(Prefix(address, length: 16) == Prefix("10.1.0.0/16"))
        #expect(Prefix(address, length: 0) == Prefix("0.0.0.0/0"))
        #expect(Prefix(address, length: 32)?.address == address)
        #expect(Prefix(address, length: -1) == nil)
        #expect(Prefix(address, length: 33) == nil)
        #expect(try Prefix(#require(IPAddress("::1")), length: 129) == nil)
    }

    @Test func `first and last are the ends of the block`() {
        #expect(Prefix("10.1.0.0/24")?.first == IPAddress("10.1.0.0"))
        #expect(Prefix("10.1.0.0/24")?.last == IPAddress("10.1.0.255"))
        #expect(Prefix("0.0.0.0/0")?.last == IPAddress("255.255.255.255"))
        #expect(Prefix("::/0")?.last == IPAddress("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))
        #expect(Prefix("fd00::/64")?.last == IPAddress("fd00::ffff:ffff:ffff:ffff"))
    }

    @Test func `a prefix contains its own ends and not their neighbors, at every length`() throws {
        for family in IPFamily.allCases {
            let top: UInt128 = family == .v4 ? 0xFFFF_FFFF : .max
            let somewhere = try #require(IPAddress(rawValue: top / 3, family: family))
            for length in 0...family.bitWidth {
                let prefix = try #require(Prefix(somewhere, length: length))
                #expect(prefix.contains(somewhere))
                #expect(prefix.contains(prefix.first))
                #expect(prefix.contains(prefix.last))
                let (size, overflow) = (prefix.last.rawValue - prefix.first.rawValue).addingReportingOverflow(1)
                #expect(overflow ? length == 0 : size == 1 << UInt128(family.bitWidth - length))
                if prefix.first.rawValue > 0 {
                    #expect(
                        !prefix.contains(try #require(IPAddress(rawValue: prefix.first.rawValue - 1, family: family)))
                    )
                }
                if prefix.last.rawValue < top {
                    #expect(
                        !prefix.contains(try #require(IPAddress(rawValue: prefix.last.rawValue + 1, family: family)))
                    )
                }
            }
        }
    }

    @Test func `prefixes contain and overlap each other like their addresses`() throws {
        var generator = SeededGenerator(seed: 24)
        for _ in 0..<5000 {
            // Few high bits let many prefixes overlap.
            let (left, right) = try (randomPrefix(&generator), randomPrefix(&generator))
            let contains = left.first <= right.first && right.last <= left.last
            let overlaps = left.first <= right.last && right.first <= left.last
            #expect(left.contains(right) == contains)
            #expect(left.overlaps(right) == overlaps)
            #expect(right.overlaps(left) == overlaps)
            #expect(Prefix(left.description) == left)
        }
    }

    @Test func `prefixes of two families never overlap`() throws {
        let (ipv4, ipv6) = try (#require(Prefix("0.0.0.0/0")), #require(Prefix("::/0")))
        #expect(!ipv4.overlaps(ipv6))
        #expect(!ipv6.contains(ipv4))
        #expect(!ipv6.contains(try #require(IPAddress("10.0.0.1"))))
    }

    @Test func `the larger of two blocks at one address comes first`() throws {
        let texts = ["10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "::/0", "fd00::/8"]
        let prefixes = try texts.map { try #require(Prefix($0)) }
        #expect(prefixes.reversed().sorted() == prefixes)
    }

    private func randomPrefix(_ generator: inout SeededGenerator) throws -> Prefix {
        let number = UInt32.random(in: 0...7, using: &generator) << 29 | UInt32.random(in: 0...7, using: &generator)
        let address = IPAddress.v4(IPv4Address(rawValue: number))
        return try #require(Prefix(address, length: .random(in: 0...32, using: &generator)))
    }
}
