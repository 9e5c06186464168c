// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The output of `mdnp doctor` for a daemon and its host.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct DoctorTests {
    private nonisolated static let network = String(repeating: "7b90d1e4", count: 8)
    private nonisolated static let bridge = "mdnp-7b90d1e47b"

    private struct Diagnosis: Decodable {
        struct Finding: Decodable {
            let check, subject, problem, remedy: String
        }

        struct Repair: Decodable {
            let kind, last_repair, step: String
            let count: Int
        }

        let findings: [Finding]
        let repairs: [Repair]
    }

    /// Starts a daemon with a network and a container on a host without faults.
    private func daemon() async throws -> (Daemon, Life, NetworkNamespace) {
        let daemon = try Daemon()
        try await daemon.witness("ip", "link", "set", "lo", "up")
        try await daemon.witness("sysctl", "-qw", "net.ipv4.ip_forward=1")
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork(Self.network)
        let ports = [PublishedPort(80, host: 8080)]
        let life = Life(network: Self.network, endpoint: "e1", address: "10.1.0.2/16", ports: ports)
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        let container = try NetworkNamespace.new()
        let path = "/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(container.withRaw { $0 })"
        try await daemon.witness("ip", "link", "set", "mce1", "netns", path)
        return (daemon, life, container)
    }

    /// Runs the doctor on a faulty host; returns the findings as `CHECK SUBJECT`.
    private func findings(_ daemon: Daemon, code: Int32 = 1) async throws -> [String] {
        let error = await #expect(throws: CommandError.self) { try await daemon.command("doctor", "--format", "json") }
        let text = try #require(error)
        #expect(text.code == code)
        let diagnoses = try JSONDecoder().decode([Diagnosis].self, from: Data(text.output.utf8))
        #expect(diagnoses.count == 1)
        let diagnosis = try #require(diagnoses.first)
        #expect(diagnosis.findings.allSatisfy { !$0.problem.isEmpty && !$0.remedy.isEmpty })
        return diagnosis.findings.map { "\($0.check) \($0.subject)" }
    }

    private func expectNothing(_ daemon: Daemon, _ location: SourceLocation = #_sourceLocation) async throws {
        let words = try await daemon.command("doctor")
        #expect(words == "no problems found\n", "\(daemon.process.log)", sourceLocation: location)
    }

    @Test func `a normal life has no findings`() async throws {
        let (daemon, life, container) = try await daemon()
        try await expectNothing(daemon)
        let client = try daemon.process.connect()
        try life.leave(client)
        try life.delete(client)
        try await expectNothing(daemon)
        try client.deleteNetwork(Self.network)
        try await expectNothing(daemon)
        withExtendedLifetime(container) {}
    }

    @Test func `a fault that mdnp does not repair is a finding until its cause is gone`() async throws {
        let (daemon, _, container) = try await daemon()
        let troubles = [
            (
                "sysctl -qw net.ipv4.ip_forward=0", "ipv4-forwarding net.ipv4.ip_forward",
                "sysctl -qw net.ipv4.ip_forward=1"
            ),
            (
                "ip link add tun0 type bridge; ip link set tun0 up; ip route add 10.1.7.0/24 dev tun0",
                "routes network 7b90d1e47b90, subnet 10.1.0.0/16", "ip link delete tun0"
            ),
            (
                "ip link add mvleak type bridge; ip link set mvleak group 28004", "links link mvleak",
                "ip link delete mvleak"
            ),
            (
                "ip link add mvgone type bridge; ip link set mvgone alias 'mdnp endpoint e9 on \(Self.network)'",
                "links link mvgone", "ip link delete mvgone"
            ),
            (
                "iptables-nft -w 60 -P FORWARD DROP", "filter iptables FORWARD",
                "iptables-nft -w 60 -P FORWARD ACCEPT"
            ),
        ]
        for (trouble, finding, end) in troubles {
            try await daemon.witness("sh", "-c", trouble)
            #expect(try await findings(daemon) == [finding])
            try await daemon.witness("sh", "-c", end)
            #expect(try await daemon.command("doctor").hasPrefix("no problems found\n"), "after \(end)")
        }
        withExtendedLifetime(container) {}
    }

    @Test func `a finding is a line of a table with its remedy`() async throws {
        let (daemon, _, container) = try await daemon()
        try await daemon.witness("sysctl", "-qw", "net.ipv4.ip_forward=0")
        let error = await #expect(throws: CommandError.self) { try await daemon.command("doctor") }
        let lines = try #require(error).output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("CHECK            SUBJECT              PROBLEM") == true)
        #expect(lines.dropFirst().first?.hasPrefix("ipv4-forwarding  net.ipv4.ip_forward  is 0: ") == true)
        #expect(lines.dropFirst().first?.contains("sysctl -w net.ipv4.ip_forward=1") == true)
        withExtendedLifetime(container) {}
    }

    @Test func `a repair is listed by the doctor and is no finding`() async throws {
        let (daemon, _, container) = try await daemon()
        try await daemon.witness("nft", "flush", "ruleset")
        try await daemon.witness("ip", "link", "set", "mve1", "nomaster")
        let deadline = ContinuousClock.now + .seconds(60)
        let words = ["kind=firewall", "kind=link"]
        while !words.allSatisfy(daemon.process.log.contains), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(50))
        }
        let text = try await daemon.command("doctor")
        #expect(text.hasPrefix("no problems found\n\nREPAIRED  TIMES  LAST"))
        #expect(text.contains("restored link mve1 of bridge \(Self.bridge)"))
        withExtendedLifetime(container) {}
    }

    @Test func `a daemon that does not run is a finding`() async throws {
        let daemon = try Daemon()
        #expect(try await findings(daemon, code: 3) == ["daemon mdnp serve"])
    }
}
