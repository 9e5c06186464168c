// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

/// A whole firewall, created once by `nft` and once by the library.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct SketchTests {
    @Test(arguments: [NFFamily.inet, .bridge]) func `each rule equals the one that nft creates from its text`(
        family: NFFamily
    )
        async throws
    {
        let table = Sketch.table(family)
        let namespace = try NetworkNamespace.ofTest
        try await Witness(namespace)("nft", "-f", "-", input: table.text)
        let kernel = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        for chain in table.chains {
            let rules = table.rules.filter { $0.chain == chain.name }
            let listed = try kernel.rules(family: family, table: "mdnp", chain: chain.name)
            #expect(listed.count == rules.count)
            for (listed, rule) in zip(listed, rules) {
                #expect(listed.expressions == rule.expressions, "\(rule.chain): \(rule.text)")
            }
        }
    }

    @Test(arguments: [NFFamily.inet, .bridge])
    func `nft lists a batch like its own ruleset`(family: NFFamily) async throws {
        let table = Sketch.table(family)
        let namespace = try NetworkNamespace.ofTest
        let kernel = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        try kernel.commit(table.batch)
        let rules = try kernel.rules(family: family, table: "mdnp")
        let order = table.chains.flatMap { chain in table.rules.filter { $0.chain == chain.name } }
        #expect(rules.map(\.expressions) == order.map(\.expressions))

        let other = Witness(try NetworkNamespace.new())
        try await other("nft", "-f", "-", input: table.text)
        #expect(try await Witness(namespace)("nft", "list", "ruleset") == (try await other("nft", "list", "ruleset")))
    }

    @Test func `an anonymous set is created with its rule and listed in it`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let kernel = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        let text = "ether type ip6 ip6 saddr { ::, fe80::/10 } meta l4proto ipv6-icmp return"
        var set = NFSet(
            family: .bridge,
            table: "mdnp",
            name: "__set%d",
            key: [.ipv6Address],
            flags: [.anonymous, .constant, .interval]
        )
        set.id = 1
        let none = NFValue.address(try #require(IPAddress("::")))
        let linkLocal = try #require(Prefix("fe80::/10"))
        let elements =
            NFElement.range(from: none, through: none)
            + NFElement.range(from: .address(linkLocal.first), through: .address(linkLocal.last))
        var list = NFElementList(family: .bridge, table: "mdnp", set: "__set%d", elements: elements)
        list.setID = 1
        var lookup = NFLookup(.word(0), in: "__set%d")
        lookup.setID = 1
        let expressions: [NFExpression] =
            .etherType(0x86dd) + [.ipv6Source(into: 0), .lookup(lookup)] + .transport(58) + [.verdict(.return)]
        var batch = NFBatch()
        batch.add(NFTable(family: .bridge, name: "mdnp"))
        batch.add(NFChain(family: .bridge, table: "mdnp", name: "check"))
        batch.add(set)
        batch.add(list)
        batch.add(NFRule(family: .bridge, table: "mdnp", chain: "check", expressions: expressions))
        try kernel.commit(batch)

        let other = try NetworkNamespace.new()
        let ruleset = "table bridge mdnp {\nchain check {\n\(text)\n}\n}\n"
        try await Witness(other)("nft", "-f", "-", input: ruleset)
        #expect(
            try await Witness(namespace)("nft", "list", "ruleset")
                == (try await Witness(other)("nft", "list", "ruleset"))
        )
        let built = try kernel.rules(family: .bridge, table: "mdnp")
        let compiled = try NFTables(try NetlinkSocket(.netfilter, in: other)).rules(family: .bridge, table: "mdnp")
        #expect(built.map(\.expressions) == compiled.map(\.expressions))
    }
}
