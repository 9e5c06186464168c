// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct NFTablesTests {
    @Test func `nft lists the objects that a batch creates`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        try tables.commit(.example)
        let listed = try await Witness(namespace)("nft", "list", "ruleset")
        #expect(listed == NFBatch.exampleAsListed)
    }

    @Test func `the objects that a batch creates are read back unchanged`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        try tables.commit(.example)
        let listed = try tables.tables(family: .inet)
        #expect(listed.map(\.name) == ["mdnp"])
        #expect(listed.first?.userData == [1, 2, 3])
        let chains = try tables.chains(family: .inet, table: "mdnp")
        #expect(chains.map(\.name) == ["guard", "pass", "forward"])
        #expect(chains.map(\.base) == [.guarding, nil, .forwarding])
        let rules = try tables.rules(family: .inet, table: "mdnp")
        #expect(rules.map(\.chain) == ["guard", "pass"] + Array(repeating: "forward", count: 4))
        #expect(rules.map(\.expressions) == NFBatch.exampleRules.map(\.expressions))
        #expect(try tables.rules(family: .inet, table: "mdnp", chain: "pass").count == 1)
        let sets = try tables.sets(family: .inet, table: "mdnp")
        #expect(Set(sets.map(\.name)) == ["networks", "within", "own4", "ports4"])
        let own = try #require(sets.first { $0.name == "own4" })
        #expect(own.flags == [.interval, .concatenation])
        #expect(own.fieldLengths == [4, 16])
        #expect(own.key == .concatenation([.ipv4Address, .interfaceName]))
        let ports = try #require(sets.first { $0.name == "ports4" })
        #expect(ports.value == .concatenation([.ipv4Address, .port]))
    }

    @Test func `elements are added, listed and deleted`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        try tables.commit(.example)
        let listed = try tables.elements(family: .inet, table: "mdnp", set: "own4")
        #expect(listed == NFBatch.exampleOwn.elements)
        let ports = try tables.elements(family: .inet, table: "mdnp", set: "ports4")
        #expect(ports == NFBatch.examplePorts.elements)
        var batch = NFBatch()
        batch.delete(NFBatch.examplePorts)
        batch.flush(NFSet(family: .inet, table: "mdnp", name: "own4", key: [.ipv4Address]))
        try tables.commit(batch)
        #expect(try tables.elements(family: .inet, table: "mdnp", set: "own4").isEmpty)
        #expect(try tables.elements(family: .inet, table: "mdnp", set: "ports4").isEmpty)
        let error = #expect(throws: NetlinkError.self) { try tables.commit(batch) }
        #expect(error?.isNotFound == true)
        #expect(error?.operation == "delete elements")
        #expect(error?.subject == "mdnp ports4")
    }

    @Test func `more elements than fit into one message are added and listed`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        let keys = (0..<6_000).map { number in NFElement(key: bigEndian(UInt32(0x0a00_0000 + number))) }
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "mdnp"))
        var set = NFSet(family: .inet, table: "mdnp", name: "many", key: [.ipv4Address])
        set.capacity = 6_000
        batch.add(set)
        batch.add(NFElementList(family: .inet, table: "mdnp", set: "many", elements: keys))
        #expect(batch.commands.count > 3)
        try tables.commit(batch)
        let listed = try tables.elements(family: .inet, table: "mdnp", set: "many")
        #expect(listed.count == keys.count)
        let isComplete = Set(listed) == Set(keys)
        #expect(isComplete)
    }

    @Test func `a batch with one invalid change changes nothing, and the error names the change`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "mdnp"))
        batch.add(NFRule(family: .inet, table: "mdnp", chain: "missing", expressions: [.verdict(.accept)]))
        let error = #expect(throws: NetlinkError.self) { try tables.commit(batch) }
        #expect("\(try #require(error))" == "add rule mdnp missing: ENOENT: No such file or directory")
        #expect(try tables.tables().isEmpty)
    }

    @Test func `a batch for an outdated generation is refused`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        let before = try tables.generation()
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "mdnp"))
        try tables.commit(batch, ifAt: before)
        #expect(try tables.generation().id == before.id + 1)
        var second = NFBatch()
        second.delete(NFTable(family: .inet, name: "mdnp"))
        let error = #expect(throws: NetlinkError.self) { try tables.commit(second, ifAt: before) }
        #expect(error?.isOutdated == true)
        #expect(try tables.tables().count == 1)
        try tables.commit(second, ifAt: try tables.generation())
        #expect(try tables.tables().isEmpty)
    }

    @Test func `rules are inserted, replaced and deleted by their handle`() throws {
        let tables = NFTables(try NetlinkSocket(.netfilter, in: try .ofTest))
        try tables.commit(.example)
        var first = NFRule(family: .inet, table: "mdnp", chain: "forward", expressions: [.counter(NFCounter())])
        var batch = NFBatch()
        batch.insert(first)
        try tables.commit(batch)
        var rules = try tables.rules(family: .inet, table: "mdnp", chain: "forward")
        #expect(rules.count == 5)
        #expect(rules[0].expressions == [.counter(NFCounter())])

        first.handle = rules[0].handle
        first.expressions = [.verdict(.drop)]
        var last = NFRule(family: .inet, table: "mdnp", chain: "forward", expressions: [])
        last.handle = rules[4].handle
        batch = NFBatch()
        batch.replace(first)
        batch.delete(last)
        try tables.commit(batch)
        rules = try tables.rules(family: .inet, table: "mdnp", chain: "forward")
        #expect(rules.count == 4)
        #expect(rules[0].expressions == [.verdict(.drop)])

        batch = NFBatch()
        batch.delete(NFRule(family: .inet, table: "mdnp", chain: "forward", expressions: []))
        batch.delete(NFChain(family: .inet, table: "mdnp", name: "forward"))
        try tables.commit(batch)
        #expect(try tables.chains(family: .inet, table: "mdnp").map(\.name) == ["guard", "pass"])
    }

    @Test func `the counters of a rule are read, and do not affect its identity`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let ruleset = "table inet t {\nchain c {\ncounter packets 5 bytes 300 drop\n}\n}\n"
        try await Witness(namespace)("nft", "-f", "-", input: ruleset)
        let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        let rule = try #require(try tables.rules(family: .inet, table: "t").first)
        #expect(rule.counters == [NFCounter(packets: 5, bytes: 300)])
        let wanted: [NFExpression] = [.counter(NFCounter()), .verdict(.drop)]
        #expect(rule.expressions != wanted)
        #expect(rule.expressions.map(\.uncounted) == wanted)
    }

    @Test func `expressions of unknown types are read, and sent back unchanged`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let witness = Witness(namespace)
        let ruleset = """
            table inet mdnp {
            \tchain egress {
            \t\ttype nat hook postrouting priority srcnat; policy accept;
            \t\toifname "eth0" masquerade
            \t\tip daddr 192.0.2.0/24 snat ip to 192.0.2.1
            \t\tlimit rate 10/second
            \t}
            }

            """
        try await witness("nft", "-f", "-", input: ruleset)
        #expect(try await witness("nft", "list", "ruleset") == ruleset)
        let tables = NFTables(try NetlinkSocket(.netfilter, in: namespace))
        let rules = try tables.rules(family: .inet, table: "mdnp")
        var batch = NFBatch()
        batch.delete(NFRule(family: .inet, table: "mdnp", chain: "egress", expressions: []))
        for rule in rules {
            batch.add(NFRule(family: .inet, table: "mdnp", chain: "egress", expressions: rule.expressions))
        }
        try tables.commit(batch)
        #expect(try await witness("nft", "list", "ruleset") == ruleset)
    }
}
