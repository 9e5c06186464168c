// SPDX-License-Identifier: Apache-2.0

import Driver
public import Foundation
import IPAM
import NetworkModel

/// A diagnosis as `mdnp doctor --format json` prints it.
public struct DiagnosisSummary: Codable, Hashable, Sendable {
    /// What is wrong.
    public let findings: [FindingSummary]
    /// The published ports that wait for an address that the host lacks.
    public let waiting: [String]
    /// What mdnp put right since it started.
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

    /// What is said of a daemon that does not say anything itself.
    public init(withoutAnswer error: AdminError) {
        findings = [
            FindingSummary(
                Finding(
                    .daemon,
                    about: "mdnp serve",
                    finding: "\(error)",
                    advice: "start it as root, before Docker; if it ends, its log says why"
                )
            )
        ]
        waiting = []
        repaired = []
    }
}

/// Something that is wrong, and what to do.
public struct FindingSummary: Codable, Hashable, Sendable {
    /// What was checked.
    public let check: String
    /// What of it.
    public let subject: String
    /// What is wrong.
    public let finding: String
    /// What to do.
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

/// Something that mdnp put right.
public struct RepairSummary: Codable, Hashable, Sendable {
    /// What it was: `firewall`, `bridge`, `link`, `port` or `endpoint`.
    public let kind: String
    /// How often.
    public let times: Int
    /// When it was last.
    public let last: Date
    /// What was done then.
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
