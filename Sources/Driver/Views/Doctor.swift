// SPDX-License-Identifier: Apache-2.0

public import IPAM
import Logging
public import NetworkModel

/// Says what is wrong, for `mdnp doctor`.
public struct Doctor: Sendable {
    /// What is wrong, and what was and was put right.
    public struct Report: Sendable {
        /// What is wrong.
        public let findings: [Finding]
        /// The published ports that wait for an address that the host lacks; that is nothing wrong.
        public let waiting: [HostPort]
        /// What mdnp put right since it started; that alone is nothing wrong.
        public let repairs: [Repairs.Kind: Repairs.Record]
        /// When the kernel was last compared with what should be, and made so.
        public let reconciled: Timestamp?
    }

    private let reconciler: Reconciler
    private let firewalld: any FirewallZonesWitness

    /// How often it looks before it says that something is wrong: what is so for a moment is on its way, or is just being put right.
    private static var looks: Int { 3 }

    /// How long it waits from look to look; longer in all than the keeper and the reaper need.
    private static var pause: Duration { .milliseconds(700) }

    /// A doctor for a driver and its host, with the zones that a follower of firewalld observed.
    public init(_ reconciler: Reconciler, firewalld: any FirewallZonesWitness = NoFirewalld()) {
        self.reconciler = reconciler
        self.firewalld = firewalld
    }

    /// Looks, and again if anything is wrong.
    public func diagnose() async throws(DriverError) -> Report {
        var (findings, waiting) = try await look()
        for _ in 1..<Self.looks where !findings.isEmpty {
            try await wait(for: Self.pause)
            let before = findings
            (findings, waiting) = try await look()
            findings = findings.filter { finding in before.contains { $0.isAbout(sameAs: finding) } }
        }
        return Report(
            findings: findings,
            waiting: waiting,
            repairs: reconciler.context.repairs.all,
            reconciled: reconciler.context.repairs.reconciled
        )
    }

    private func look() async throws(DriverError) -> (findings: [Finding], waiting: [HostPort]) {
        let (desired, observed, host) = try await reconciler.observe()
        var facts = host
        facts.zones = firewalld.zones
        let unheld = desired.publications.all.singles.filter { !reconciler.ports.holds($0.host) }
        let findings = Diagnosis(of: desired, observed: observed, facts: facts, unheld: unheld).findings
        return (findings, desired.waiting(beside: facts).map(\.host).sorted())
    }
}
