// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

@testable import KernelDataplane

/// The runs of `iptables-legacy`, and the error where the program is missing.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct LegacyDockerFilterTests {
    private let namespace: NetworkNamespace
    private let witness: Witness
    /// A filter whose programs do not exist: each run fails.
    private let unable: LegacyDockerFilter
    private let able: LegacyDockerFilter

    init() throws {
        namespace = try .ofTest
        witness = Witness(namespace)
        unable = LegacyDockerFilter(in: namespace, directory: "/nonexistent")
        able = LegacyDockerFilter(in: namespace)
    }

    private func tables() async throws -> [String] {
        try await namespace.run { try XTables.ipv4.tables() + XTables.ipv6.tables() }
    }

    @Test(arguments: IPFamily.allCases)
    func `without a legacy filter no program runs and no filter is created`(family: IPFamily) async throws {
        #expect(try await unable.chains(family) == nil)
        try await unable.bring(family, isOpen: true)
        try await unable.bring(family, isOpen: false)
        #expect(try await tables() == [])
    }

    @Test(arguments: IPFamily.allCases)
    func `without a chain of Docker in the legacy filter no program runs`(family: IPFamily) async throws {
        let iptables = family == .v4 ? "iptables-legacy" : "ip6tables-legacy"
        try await witness(iptables, "-w", "60", "-N", "DOCKER-FORWARD")
        try await witness(iptables, "-w", "60", "-A", "FORWARD", "-j", "DOCKER-FORWARD")
        #expect(try await tables() == ["filter"])
        #expect(try await unable.chains(family) == nil)
        try await unable.bring(family, isOpen: true)
        try await unable.bring(family, isOpen: false)
    }

    @Test(arguments: IPFamily.allCases)
    func `a filter in the desired state requires no process`(family: IPFamily) async throws {
        try await witness(family == .v4 ? "iptables-legacy" : "ip6tables-legacy", "-w", "60", "-N", "DOCKER-USER")
        try await unable.bring(family, isOpen: false)
        try await able.bring(family, isOpen: true)
        try await unable.bring(family, isOpen: true)
        #expect(try await unable.chains(family)?.isOpen == true)
    }

    @Test(arguments: [
        (IPFamily.v4, "iptables-legacy", "iptables-legacy-restore"),
        (IPFamily.v6, "ip6tables-legacy", "ip6tables-legacy-restore"),
    ])
    func `a missing program is reported in one line`(family: IPFamily, iptables: String, program: String) async throws {
        try await witness(iptables, "-w", "60", "-N", "DOCKER-USER")
        let error = await #expect(throws: DataplaneError.self) { try await unable.bring(family, isOpen: true) }
        let line = """
            change the filter of iptables-legacy: run /nonexistent/\(program): ENOENT: No such file or directory
            """
        #expect("\(try #require(error))" == line)
    }

    @Test func `rules of every kind are distinguished`() async throws {
        let rules = [
            "-s 10.1.0.0/24 -j RETURN", "-m mark --mark 0x10000000/0x10000000 -j RETURN",
            "-m mark --mark 0x10000000/0x30000000 -j ACCEPT", "-m mark ! --mark 0x10000000/0x10000000 -j ACCEPT",
            "-i eth0 -m mark --mark 0x10000000/0x10000000 -j ACCEPT",
            "-m mark --mark 0x10000000/0x10000000 -m conntrack --ctstate NEW -j ACCEPT", "-j OTHER", "-g OTHER",
            "-p tcp -m tcp --dport 80 -j REJECT", "-j ACCEPT", "-m mark --mark 0x10000000/0x10000000 -j ACCEPT",
            "-m mark --mark 0x10000000/0x10000000 -m comment --comment hello -j ACCEPT", "-j DROP", "-j RETURN", "",
        ]
        let commands = ["-N OTHER", "-N DOCKER-USER", "-A OTHER -j RETURN"] + rules.map { "-A DOCKER-USER \($0)" }
        let script = (["*filter"] + commands + ["COMMIT"]).map { $0 + "\n" }.joined()
        try await witness("iptables-legacy-restore", "-w", "60", "--noflush", input: script)
        let chain = try #require(try await able.chains(.v4))
        var expected = [DockerChains.Rule](repeating: .other, count: rules.count)
        expected[10] = .ours
        expected[12] = .dropping
        expected[13] = .returning
        #expect(chain.user == expected)
        // The mdnp rule goes before the first foreign rule that returns.
        #expect(chain.wanted(in: .user, isOpen: true)?.firstIndex(of: .ours) == 12)
        #expect(!chain.isOpen)
    }

    @Test func `bytes that are not a valid table are not a chain`() async throws {
        try await witness("iptables-legacy", "-w", "60", "-N", "DOCKER-USER")
        let table = try await namespace.run { try XTables.ipv4.table("filter") }
        let bytes = table.entries
        func parse(_ family: IPFamily, _ entries: [UInt8]) -> DockerChains? {
            DockerChains(LegacyTable(family, table: XTables.Table(entries: entries, forward: table.forward)))
        }
        #expect(parse(.v4, bytes) == DockerChains(user: []))
        for count in 0..<bytes.count { _ = parse(.v4, Array(bytes.prefix(count))) }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0xff
            _ = parse(.v4, damaged)
        }
        #expect(parse(.v6, bytes) == nil)
    }
}
