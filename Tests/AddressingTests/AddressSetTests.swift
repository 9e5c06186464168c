// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

/// Sets of addresses, compared with a plain search through all their blocks.
struct AddressSetTests {
    private func range(_ text: String) throws -> AddressRange { try #require(AddressRange(text), "\(text)") }

    private func set(_ texts: String...) throws -> AddressSet { AddressSet(try texts.map { try range($0) }) }

    @Test(arguments: [
        "192.0.2.7", "192.0.2.0/24", "0.0.0.0/0", "192.0.2.7-192.0.2.12", "2001:db8::1", "2001:db8::/32", "::/0",
        "2001:db8::1-2001:db8::5", "255.255.255.255",
    ])
    func `a range survives parsing and formatting`(text: String) throws {
        #expect(try range(text).description == text)
    }

    @Test(arguments: [
        "", "192.0.2", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.12-192.0.2.7", "192.0.2.7-2001:db8::1", "192.0.2.7-",
        "-192.0.2.7", "192.0.2.1-192.0.2.2-192.0.2.3", "192.0.2.0/25-192.0.2.255",
    ])
    func `an invalid range is refused`(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func `a range that equals a block is formatted as a block`() throws {
        #expect(try range("192.0.2.0-192.0.2.255").description == "192.0.2.0/24")
        #expect(try range("192.0.2.7/32").description == "192.0.2.7")
        #expect(try range("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").description == "::/0")
    }

    @Test func `ranges that overlap, touch or contain each other become one, and families stay apart`() throws {
        #expect(
            try set("10.0.0.0/24", "10.0.1.0/24", "10.0.1.7", "10.0.3.0/24").ranges.map(\.description) == [
                "10.0.0.0/23", "10.0.3.0/24",
            ]
        )
        #expect(try set("10.0.0.0/8", "10.9.0.0/16", "10.255.255.255").ranges.map(\.description) == ["10.0.0.0/8"])
        #expect(
            try set("255.255.255.255", "::", "255.255.255.254").ranges.map(\.description) == [
                "255.255.255.254/31", "::",
            ]
        )
        #expect(try set("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0").ranges.map(\.description) == ["::/0"])
        #expect(try set("10.0.0.5", "10.0.0.7", "10.0.0.6").ranges.map(\.description) == ["10.0.0.5-10.0.0.7"])
        #expect(AddressSet([]).isEmpty)
    }

    @Test func `a set has all addresses of a family if its ranges leave no gap`() throws {
        let halves = try set("0.0.0.0/1", "128.0.0.0/1", "2001:db8::/32")
        #expect(halves.hasAll(of: .v4) && !halves.hasAll(of: .v6))
        #expect(try set("::/0").hasAll(of: .v6))
        #expect(try !set("0.0.0.1-255.255.255.255").hasAll(of: .v4))
        #expect(!AddressSet([]).hasAll(of: .v4))
    }

    @Test func `the ranges of a family are separate from the other family`() throws {
        let set = try set("2001:db8::/32", "10.0.0.0/8", "fd00::1")
        #expect(set.ranges(of: .v4).map(\.description) == ["10.0.0.0/8"])
        #expect(set.ranges(of: .v6).map(\.description) == ["2001:db8::/32", "fd00::1"])
        #expect(try self.set("::1").ranges(of: .v4).isEmpty)
        #expect(try self.set("10.0.0.1").ranges(of: .v6).isEmpty)
    }

    /// Returns blocks and ranges in a small part of both families, so that many overlap and touch.
    private func randomRanges(_ generator: inout SeededGenerator) -> [AddressRange] {
        (0..<Int.random(in: 0...40, using: &generator)).compactMap { _ in
            let family: IPFamily = Bool.random(using: &generator) ? .v4 : .v6
            let corner: UInt128 = Bool.random(using: &generator) ? 0 : UInt128.max >> (128 - family.bitWidth) - 300
            let first = corner + UInt128.random(in: 0...300, using: &generator)
            let top = UInt128.max >> (128 - family.bitWidth)
            let last = first + min(UInt128.random(in: 0...20, using: &generator), top - first)
            guard let from = IPAddress(rawValue: first, family: family),
                let through = IPAddress(rawValue: last, family: family)
            else { return nil }
            if Bool.random(using: &generator) { return AddressRange(from: from, through: through) }
            let length = family.bitWidth - Int.random(in: 0...5, using: &generator)
            return Prefix(from, length: length).map { AddressRange($0) }
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `a set contains exactly the addresses of its ranges`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let ranges = randomRanges(&generator)
        let set = AddressSet(ranges)
        for family in IPFamily.allCases {
            let top = UInt128.max >> (128 - family.bitWidth)
            for number in Array(0...340 as ClosedRange<UInt128>) + Array(top - 340...top) {
                guard let address = IPAddress(rawValue: number, family: family) else { continue }
                guard set.contains(address) != ranges.contains(where: { $0.contains(address) }) else { continue }
                Issue.record("\(address) of \(ranges)")
            }
        }
        // The set has the fewest ranges: gaps separate them.
        for (left, right) in zip(set.ranges, set.ranges.dropFirst()) where left.family == right.family {
            #expect(left.last.rawValue + 1 < right.first.rawValue)
        }
        #expect(AddressSet(ranges.shuffled(using: &generator)) == set)
        #expect(AddressSet(set.ranges) == set)
    }

    @Test func `60,000 blocks are merged and looked up within the time limit`() throws {
        var generator = SeededGenerator(seed: 1)
        let ranges = (0..<60_000).map { _ in
            AddressRange(
                Prefix(.v4(IPv4Address(rawValue: UInt32.random(in: 0...UInt32.max, using: &generator))), length: 24)!
            )
        }
        let start = ContinuousClock.now
        let set = AddressSet(ranges)
        #expect(ranges.allSatisfy { set.contains($0.last) })
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
