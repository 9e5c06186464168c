// SPDX-License-Identifier: Apache-2.0

import Driver
public import Foundation
import IPAM
import NetworkModel

/// A diagnosis as `mdnp doctor --format json` prints it.
public struct DiagnosisSummary: Codable, Hashable, Sendable {
    /// The current findings.
    public let findings: [FindingSummary]
    /// The published ports that wait for an address that the host lacks.
    public let waiting: [String]
    /// The repairs since the daemon's start.
    public let repaired: [RepairSummary]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case findings, waiting, repaired
    }

    init(_ report: Doctor.Report) {
        findings = report.findings.map(FindingSummary.init)
        waiting = report.waiting.map(\.description)
        repaired = report.repairs.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            RepairSummary($0.key, record: $0.value)
        }
    }

    /// Creates a diagnosis for a daemon that does not respond.
    public init(withoutAnswer error: AdminError) {
        findings = [
            FindingSummary(
                Finding(
                    .daemon,
                    about: "mdnp serve",
                    finding: "\(error)",
                    advice: "start it as root, before Docker; if it stops, see its log"
                )
            )
        ]
        waiting = []
        repaired = []
    }
}

/// A problem and its remedy.
public struct FindingSummary: Codable, Hashable, Sendable {
    /// The name of the check.
    public let check: String
    /// The object of the check.
    public let subject: String
    /// The problem.
    public let finding: String
    /// The remedy.
    public let advice: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case check, subject, finding, advice
    }

    init(_ finding: Finding) {
        self.check = finding.check.rawValue
        self.subject = finding.subject
        self.finding = finding.finding
        self.advice = finding.advice
    }
}

/// The repairs of one kind.
public struct RepairSummary: Codable, Hashable, Sendable {
    /// The kind: `firewall`, `bridge`, `link`, `port` or `endpoint`.
    public let kind: String
    /// The number of repairs.
    public let times: Int
    /// The time of the last repair.
    public let last: Date
    /// The step of the last repair.
    public let step: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, times, last, step
    }

    init(_ kind: Repairs.Kind, record: Repairs.Record) {
        self.kind = kind.rawValue
        self.times = record.times
        self.last = Date(timeIntervalSince1970: TimeInterval(record.last.seconds))
        self.step = record.step
    }
}
