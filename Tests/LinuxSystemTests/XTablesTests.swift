// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct XTablesTests {
    @Test func `a new namespace has no tables, and reads create none`() async throws {
        let namespace = try NetworkNamespace.ofTest
        for _ in 1...2 {
            #expect(try await namespace.run { try XTables.ipv4.tables() + XTables.ipv6.tables() } == [])
        }
    }

    @Test(arguments: [("iptables-legacy", XTables.ipv4), ("ip6tables-legacy", .ipv6)])
    func `a table is found by its name, and its entries have the names of its chains`(iptables: String, family: XTables)
        async throws
    {
        let namespace = try NetworkNamespace.ofTest
        try await Witness(namespace)(iptables, "-N", "SOMEBODYS")
        #expect(try await namespace.run { try family.tables() } == ["filter"])
        let table = try await namespace.run { try family.table("filter") }
        #expect(String(decoding: table.entries, as: UTF8.self).contains("SOMEBODYS"))
        #expect(0 < table.forward.start && table.forward.start == table.forward.policy)
        try await Witness(namespace)(iptables, "-A", "FORWARD", "-j", "SOMEBODYS")
        let longer = try await namespace.run { try family.table("filter") }
        #expect(longer.forward.start == table.forward.start)
        #expect(longer.forward.policy > table.forward.policy)
    }
}
