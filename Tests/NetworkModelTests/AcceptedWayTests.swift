// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

extension FilterCondition {
    /// Returns the condition of `-i LINK` or `-o LINK` in iptables.
    static func link(_ field: FilterField, _ name: String) -> Self {
        .compare(FilterValue(field), .equal, Array(name.utf8) + [0])
    }
}

/// User rules in `DOCKER-USER` that accept packets to and from networks, but have no effect.
struct AcceptedWayTests {
    /// Returns the findings for the networks `front` and `back`, beside a Docker bridge.
    private func findings(
        _ rules: FilterRule...,
        chain: String = "DOCKER-USER",
        trusted: String...,
        isInternal: Bool = false
    ) throws -> [Finding] {
        let front = try network("front", "10.1.0.0/24", isInternal: isInternal)
        let options = try BridgeOptions.ofNetwork(
            trusted.isEmpty ? [:] : ["trusted_links": trusted.joined(separator: ",")]
        )
        let back = try network("back", "10.2.0.0/24", options: options)
        let desired = DesiredState([front, back].map { .addNetwork(NetworkRecord($0, phase: .active)) })
        var observed = ObservedState()
        observed.foreignLinks = [try InterfaceName("docker0")]
        var facts = HostFacts()
        let chains = [ForwardFilter.Chain(chain, rules)]
        facts.filters = [.iptables("iptables", .v4, FilterRule.acceptingMarked, chains: chains)]
        return Diagnosis(of: desired, observed: observed, facts: facts, unreserved: []).findings.filter {
            $0.check == .filter
        }
    }

    private func rule(
        _ input: String,
        _ output: String,
        _ more: FilterCondition...,
        verdict: FilterRule.Verdict = .accept
    ) -> FilterRule {
        FilterRule("rule 1", [.link(.inputName, input), .link(.outputName, output)] + more, verdict)
    }

    @Test func `a rule for packets from a Docker bridge is found with the option that opens the path`() throws {
        let finding = try #require(try findings(rule("docker0", "mdnp-back")).first)
        #expect(finding.subject == "iptables DOCKER-USER, rule 1")
        #expect(
            finding.finding
                == "accepts packets from bridge docker0 to bridge mdnp-back, but mdnp drops them before this rule"
        )
        #expect(finding.advice.hasPrefix("create network back with -o trusted_links=docker0"))
        #expect(try findings(rule("docker0", "mdnp-front")).map(\.advice) != [finding.advice])
        // Further conditions of the rule make no difference.
        #expect(try findings(rule("docker0", "mdnp-back", .unknown)) == [finding])
        // Between two networks, the rule opens the path.
        #expect(try findings(rule("mdnp-front", "mdnp-back")) == [])
    }

    @Test func `a finding about an internal network names the options that isolate its containers`() throws {
        for (input, output) in [("mdnp-front", "mdnp-back"), ("mdnp-back", "mdnp-front")] {
            #expect(
                try findings(rule(input, output), isInternal: true).map(\.advice) == [
                    "create network front without --internal and gateway (Documentation/Firewalls.md)"
                ]
            )
        }
    }

    @Test func `rules that open no path between networks are not found`() throws {
        #expect(try findings(rule("docker0", "mdnp-back"), trusted: "docker0") == [])
        #expect(try findings(rule("docker0", "mdnp-back"), chain: "OTHER") == [])
        #expect(try findings(rule("docker0", "mdnp-back", verdict: .drop)) == [])
        #expect(try findings(rule("eth0", "mdnp-back"), rule("mdnp-front", "eth0")) == [])
        #expect(try findings(rule("mdnp-back", "mdnp-back")) == [])
        #expect(try findings(FilterRule("rule 1", [.link(.inputName, "docker0")], .accept)) == [])
        // A prefix of names, as in `-i mdnp-+`.
        let names = Array("docker".utf8)
        let some = FilterRule(
            "rule 1",
            [.compare(FilterValue(.inputName), .equal, names), .link(.outputName, "mdnp-back")],
            .accept
        )
        #expect(try findings(some) == [])
    }
}
