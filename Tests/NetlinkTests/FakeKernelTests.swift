// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkTesting
import NetlinkWire
import Testing

/// The fake kernel returns the same results as the real one for the same requests.
@Suite(.timeLimit(.minutes(10)))
struct FakeKernelTests {
    /// The observations of a scenario, one line for each step.
    private struct Journal {
        var lines: [String] = []

        mutating func note(_ step: String, _ work: () throws(NetlinkError) -> String) {
            do throws(NetlinkError) {
                lines.append("\(step): \(try work())")
            } catch {
                lines.append("\(step): \(error.number?.name ?? "\(error)")")
            }
        }

        mutating func attempt(_ step: String, _ work: () throws(NetlinkError) -> Void) {
            note(step) { () throws(NetlinkError) in
                try work()
                return "done"
            }
        }
    }

    private static func name(_ text: String) throws -> InterfaceName { try InterfaceName(text) }

    private static func links(_ socket: some NetlinkExchange) throws -> [String] {
        let (links, addresses) = (Links(socket), Addresses(socket))
        let (bridge, one, two) = (try name("br0"), try name("v1"), try name("v2"))
        let address = try #require(InterfaceAddress("192.0.2.1/24") as InterfaceAddress?)
        var journal = Journal()
        journal.attempt("no link") { () throws(NetlinkError) in _ = try links.get(.name(bridge)) }
        var description = LinkDescription(name: bridge)
        (description.mtu, description.group, description.alias) = (1400, 7, "mine")
        journal.attempt("bridge") { () throws(NetlinkError) in try links.addBridge(description) }
        journal.attempt("bridge again") { () throws(NetlinkError) in try links.addBridge(description) }
        journal.note("told") { () throws(NetlinkError) in
            let link = try links.get(.name(bridge))
            return "\(link.kind ?? "-") \(link.mtu) \(link.group) \(link.alias ?? "-") \(link.isUp)"
        }
        journal.attempt("veth") { () throws(NetlinkError) in
            try links.addVeth(LinkDescription(name: one), peer: LinkDescription(name: two))
        }
        journal.note("ends") { () throws(NetlinkError) in
            let (first, second) = (try links.get(.name(one)), try links.get(.name(two)))
            return "\(first.peer == second.index) \(second.peer == first.index) \(first.kind ?? "-")"
        }
        journal.attempt("port") { () throws(NetlinkError) in
            try links.setMaster(of: .name(one), to: try links.get(.name(bridge)).index)
        }
        journal.note("ports") { () throws(NetlinkError) in
            let master = try links.get(.name(bridge)).index
            return try links.list(master: master).map(\.name).joined(separator: " ")
        }
        journal.attempt("port of none") { () throws(NetlinkError) in try links.setMaster(of: .name(two), to: 999) }
        journal.attempt("up") { () throws(NetlinkError) in try links.setUp(.name(bridge)) }
        journal.note("is up") { () throws(NetlinkError) in "\(try links.get(.name(bridge)).isUp)" }
        let index = try links.get(.name(bridge)).index
        journal.attempt("address") { () throws(NetlinkError) in try addresses.add(address, to: index) }
        journal.attempt("address again") { () throws(NetlinkError) in try addresses.add(address, to: index) }
        journal.attempt("address of none") { () throws(NetlinkError) in try addresses.add(address, to: 999) }
        journal.note("addresses") { () throws(NetlinkError) in
            try addresses.list(family: .v4, link: index).compactMap(\.interfaceAddress).map { "\($0)" }.joined()
        }
        journal.attempt("address gone") { () throws(NetlinkError) in try addresses.delete(address, from: index) }
        journal.attempt("address gone again") { () throws(NetlinkError) in try addresses.delete(address, from: index) }
        journal.attempt("group") { () throws(NetlinkError) in try links.setGroup(of: .name(two), to: 7) }
        journal.note("names") { () throws(NetlinkError) in
            try links.list().map(\.name).sorted().joined(separator: " ")
        }
        journal.attempt("delete group") { () throws(NetlinkError) in try links.deleteGroup(7) }
        journal.note("names left") { () throws(NetlinkError) in try links.list().map(\.name).joined(separator: " ") }
        journal.attempt("delete none") { () throws(NetlinkError) in try links.delete(.name(bridge)) }
        return journal.lines
    }

    private static func ruleset(_ socket: some NetlinkExchange) throws -> [String] {
        let tables = NFTables(socket)
        let table = NFTable(family: .inet, name: "t")
        var chain = NFChain(family: .inet, table: "t", name: "c")
        chain.comment = "a chain"
        var set = NFSet(family: .inet, table: "t", name: "s", key: [.ipv4Address])
        set.comment = "a set"
        let key = NFElement([.address(try #require(IPAddress("192.0.2.1")))])
        let list = NFElementList(family: .inet, table: "t", set: "s", elements: [key])
        let rule = NFRule(family: .inet, table: "t", chain: "c", expressions: [.verdict(.accept)])
        let jump = NFRule(family: .inet, table: "t", chain: "d", expressions: [.verdict(.jump("c"))])
        var journal = Journal()
        func commit(_ step: String, _ change: (inout NFBatch) -> Void) {
            var batch = NFBatch()
            change(&batch)
            journal.attempt(step) { () throws(NetlinkError) in try tables.commit(batch) }
        }
        func record() {
            journal.note("told") { () throws(NetlinkError) in
                let chains = try tables.chains(family: .inet, table: "t").map { "\($0.name) \($0.comment ?? "-")" }
                let sets = try tables.sets(family: .inet, table: "t").map { "\($0.name) \($0.comment ?? "-")" }
                let rules = try tables.rules(family: .inet, table: "t").map { "\($0.chain) \($0.expressions.count)" }
                let names = try tables.tables().map(\.name)
                return "\(names) \(chains) \(sets) \(rules)"
            }
            journal.note("elements") { () throws(NetlinkError) in
                "\(try tables.elements(family: .inet, table: "t", set: "s").map(\.key))"
            }
        }
        commit("chain without table") { $0.add(chain) }
        commit("all") { batch in
            batch.add(table)
            batch.add(set)
            batch.add(chain)
            batch.add(NFChain(family: .inet, table: "t", name: "d"))
            batch.add(rule)
            batch.add(jump)
            batch.add(list)
        }
        record()
        commit("all or nothing") { batch in
            batch.add(NFChain(family: .inet, table: "t", name: "e"))
            batch.add(NFRule(family: .inet, table: "t", chain: "missing", expressions: [.verdict(.drop)]))
        }
        commit("table exclusively") { $0.add(table, exclusively: true) }
        commit("table again") { $0.add(table) }
        commit("element again") { $0.add(list) }
        commit("element exclusively") { $0.add(list, exclusively: true) }
        commit("chain in use") { $0.delete(chain) }
        record()
        commit("element gone") { $0.delete(list) }
        commit("element gone again") { $0.delete(list) }
        commit("flush") { $0.flush(set) }
        commit("rules of a chain gone") { $0.delete(jump) }
        commit("chain gone") { $0.delete(chain) }
        record()
        commit("table gone") { $0.delete(table) }
        commit("table gone again") { $0.delete(table) }
        record()
        return journal.lines
    }

    @Test(.tags(.kernel), .requiresRoot)
    func `requests for links and addresses have the same results in the fake and the real kernel`() throws {
        let real = try NetlinkSocket(.route, in: try NetworkNamespace.new())
        let (fake, wanted) = (try Self.links(FakeKernel().socket(.route)), try Self.links(real))
        for (line, other) in zip(fake, wanted) { #expect(line == other) }
        #expect(fake.count == wanted.count && fake.count > 20)
    }

    @Test(.tags(.kernel), .requiresRoot) func `a ruleset has the same results in the fake and the real kernel`() throws
    {
        let real = try NetlinkSocket(.netfilter, in: try NetworkNamespace.new())
        let (fake, wanted) = (try Self.ruleset(FakeKernel().socket(.netfilter)), try Self.ruleset(real))
        for (line, other) in zip(fake, wanted) { #expect(line == other) }
        #expect(fake.count == wanted.count && fake.count > 20)
    }

    @Test func `a batch is carried out only at its expected generation`() throws {
        let tables = NFTables(FakeKernel().socket(.netfilter))
        let before = try tables.generation()
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "t"))
        try tables.commit(batch, ifAt: before)
        let error = #expect(throws: NetlinkError.self) { try tables.commit(batch, ifAt: before) }
        #expect(error?.isOutdated == true)
        #expect(try tables.generation() != before)
    }

    @Test func `a configured refusal applies to one request, and all requests are recorded`() throws {
        let kernel = FakeKernel()
        let links = Links(kernel.socket(.route))
        let description = LinkDescription(name: try Self.name("br0"))
        kernel.refuse("add link", with: ErrorNumber(rawValue: 12), message: "too many")
        let error = #expect(throws: NetlinkError.self) { try links.addBridge(description) }
        #expect(error?.description == #"add link br0: ENOMEM: Cannot allocate memory: kernel: "too many""#)
        try links.addBridge(description)
        #expect(kernel.requests.map(\.operation) == ["add link", "add link"])
        #expect(try links.list().map(\.name) == ["lo", "br0"])
    }

    @Test func `the fake kernel refuses unsupported requests`() throws {
        let kernel = FakeKernel()
        let error = #expect(throws: NetlinkError.self) { try Routes(kernel.socket(.route)).list() }
        #expect(error?.number == .notSupported)
    }
}
