// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

extension ForwardFilter {
    /// Returns the `FORWARD` chain of iptables with these rules.
    static func iptables(
        _ program: String,
        _ family: IPFamily,
        _ rules: FilterRule...,
        chains: [Chain] = [],
        dropsTheRest: Bool = true,
        isBehindMark: Bool = true,
        frames: Set<IPFamily> = []
    ) -> Self {
        Self(
            .iptables(program),
            packets: [family],
            frames: frames,
            base: Chain("FORWARD", rules),
            chains: chains,
            dropsTheRest: dropsTheRest,
            isBehindMark: isBehindMark
        )
    }
}

extension FilterRule {
    private static var bit: [UInt8] { withUnsafeBytes(of: UInt32(0x1000_0000)) { Array($0) } }

    /// The rule that mdnp adds to a chain.
    static var acceptingMarked: Self {
        let mark = FilterValue(.mark, .init(mask: bit, xor: [0, 0, 0, 0]))
        return Self("rule 1", [.compare(mark, .equal, bit)], .accept)
    }
}

/// Packets that the filters of other programs drop.
struct ForwardFilterTests {
    private var packet: FilteredPacket {
        get throws {
            var packet = FilteredPacket(.v4)
            packet.input = .init("mdnp-a", index: 7)
            packet.output = .init("eth0", index: 2)
            packet.source = try address("10.1.0.2")
            return packet
        }
    }

    private func drops(_ conditions: FilterCondition...) throws -> Bool {
        let filter = ForwardFilter.iptables(
            "iptables",
            .v4,
            FilterRule("rule 1", conditions, .drop),
            dropsTheRest: false
        )
        return try filter.blockingRule(for: packet) != nil
    }

    @Test func `a known field decides a comparison, and an unknown field equals no value`() throws {
        let name = Array("mdnp-a".utf8)
        #expect(try drops(.compare(FilterValue(.inputName), .equal, name)))
        #expect(try drops(.compare(FilterValue(.inputName), .equal, Array("mdnp-".utf8))))
        #expect(try !drops(.compare(FilterValue(.inputName), .equal, name + [0x62])))
        #expect(try !drops(.compare(FilterValue(.inputName), .notEqual, name)))
        #expect(try drops(.compare(FilterValue(.networkHeader(offset: 12, length: 3)), .equal, [10, 1, 0])))
        #expect(try !drops(.compare(FilterValue(.networkHeader(offset: 12, length: 3)), .equal, [10, 2, 0])))
        // The destination of the packet is unknown.
        #expect(try !drops(.compare(FilterValue(.networkHeader(offset: 16, length: 1)), .equal, [10])))
        #expect(try drops(.compare(FilterValue(.networkHeader(offset: 16, length: 1)), .notEqual, [10])))
        #expect(try !drops(.unknown))
        #expect(try drops(.connection(states: 8, orTranslated: false, isInverted: false)))
        #expect(try !drops(.connection(states: 2 | 4, orTranslated: true, isInverted: false)))
        #expect(try drops(.compare(FilterValue(.inputIndex), .notEqual, [2, 0, 0, 0])))
    }

    @Test func `a set has ranges of each field`() throws {
        let fields = [FilterValue(.networkHeader(offset: 12, length: 4)), FilterValue(.family)]
        let range = FilterRange([[10, 0, 0, 0], [2]], through: [[10, 255, 255, 255], [2]])
        let other = FilterRange([[10, 2, 0, 0], [2]], through: [[10, 2, 0, 255], [2]])
        #expect(try drops(.among(fields, [range], isInverted: false)))
        #expect(try !drops(.among(fields, [other], isInverted: false)))
        #expect(try drops(.among(fields, [other], isInverted: true)))
        #expect(try !drops(.among([FilterValue(.other(length: 4))], [], isInverted: false)))
        #expect(try drops(.among([FilterValue(.other(length: 4))], [], isInverted: true)))
    }

    @Test func `a chain entered by jump returns to its caller, and a chain entered by goto does not`() throws {
        let user = ForwardFilter.Chain("DOCKER-USER", [FilterRule("rule 1", [], .return)])
        func filter(_ verdict: FilterRule.Verdict, _ rules: FilterRule...) -> ForwardFilter {
            ForwardFilter(
                .iptables("iptables"),
                packets: [.v4],
                base: ForwardFilter.Chain("FORWARD", [FilterRule("rule 1", [], verdict)] + rules),
                chains: [user],
                dropsTheRest: true
            )
        }
        let accepting = FilterRule.acceptingMarked
        #expect(try filter(.jump("DOCKER-USER"), accepting).blockingRule(for: packet) == nil)
        #expect(try filter(.goto("DOCKER-USER"), accepting).blockingRule(for: packet)?.rule == "policy drop")
        #expect(try filter(.jump("DOCKER-USER")).blockingRule(for: packet)?.place == "iptables FORWARD")
        // A chain that jumps to itself, which every kernel refuses.
        let loop = ForwardFilter.Chain("loop", [FilterRule("rule 1", [], .jump("loop"))])
        let endless = ForwardFilter(
            .iptables("iptables"),
            packets: [.v4],
            base: ForwardFilter.Chain("FORWARD", [FilterRule("rule 1", [], .jump("loop"))]),
            chains: [loop],
            dropsTheRest: true
        )
        #expect(try endless.blockingRule(for: packet) != nil)
    }

    @Test func `a packet has no mark before mdnp's chain`() throws {
        let early = ForwardFilter.iptables("iptables -t mangle", .v4, .acceptingMarked, isBehindMark: false)
        #expect(try early.blockingRule(for: packet)?.rule == "policy drop")
        #expect(early.advice.contains("priority of chain FORWARD above filter - 10,"))
        #expect(try ForwardFilter.iptables("iptables", .v4, .acceptingMarked).blockingRule(for: packet) == nil)
        #expect(try ForwardFilter.iptables("ip6tables", .v6).blockingRule(for: packet) == nil)
    }
}
