// SPDX-License-Identifier: Apache-2.0

public import IPAM
import Logging
public import NetworkModel

/// Diagnoses the host for `mdnp doctor`.
public struct Doctor: Sendable {
    /// The findings of a diagnosis, and the repairs since the start.
    public struct Report: Sendable {
        /// The findings.
        public let findings: [Finding]
        /// The published ports that wait for an address that the host lacks; waiting is not a fault.
        public let waiting: [HostPort]
        /// The repairs by mdnp since its start; a repair alone is not a fault.
        public let repairs: [Repairs.Kind: Repairs.Record]
        /// The time at which the kernel was last compared with the desired state and repaired.
        public let reconciled: Timestamp?
    }

    private let reconciler: Reconciler
    private let firewalld: any FirewallZonesWitness

    /// The number of observations that a finding must persist through: a single one may show a change or a repair in progress.
    private static var observations: Int { 3 }

    /// The pause between observations; in total longer than the keeper and the reaper need.
    private static var pause: Duration { .milliseconds(700) }

    /// Creates a doctor for a driver and its host, with the zones that a follower of firewalld observed.
    public init(_ reconciler: Reconciler, firewalld: any FirewallZonesWitness = NoFirewalld()) {
        self.reconciler = reconciler
        self.firewalld = firewalld
    }

    /// Observes the host, and repeats the observation while there are findings.
    public func diagnose() async throws(DriverError) -> Report {
        var (findings, waiting) = try await observe()
        for _ in 1..<Self.observations where !findings.isEmpty {
            try await wait(for: Self.pause)
            let before = findings
            (findings, waiting) = try await observe()
            findings = findings.filter { finding in before.contains { $0.isAbout(sameAs: finding) } }
        }
        return Report(
            findings: findings,
            waiting: waiting,
            repairs: reconciler.context.repairs.all,
            reconciled: reconciler.context.repairs.reconciled
        )
    }

    private func observe() async throws(DriverError) -> (findings: [Finding], waiting: [HostPort]) {
        let (desired, observed, host) = try await reconciler.observe()
        var facts = host
        facts.zones = firewalld.zones
        let unreserved = desired.publications.all.singles.filter { !reconciler.ports.hasReserved($0.host) }
        let findings = Diagnosis(of: desired, observed: observed, facts: facts, unreserved: unreserved).findings
        return (findings, desired.waiting(beside: facts).map(\.host).sorted())
    }
}
