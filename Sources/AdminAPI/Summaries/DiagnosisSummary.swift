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
    public let waitingPorts: [String]
    /// The repairs since the daemon's start.
    public let repairs: [RepairSummary]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case findings
        case waitingPorts = "waiting_ports"
        case repairs
    }

    init(_ report: Doctor.Report) {
        findings = report.findings.map(FindingSummary.init)
        waitingPorts = report.waiting.map(\.description)
        repairs = report.repairs.sorted { $0.key.rawValue < $1.key.rawValue }.map {
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
                    advice: "start the daemon before Docker; if the daemon stops, see its log"
                )
            )
        ]
        waitingPorts = []
        repairs = []
    }
}

/// A problem and its remedy.
public struct FindingSummary: Codable, Hashable, Sendable {
    /// The name of the check.
    public let check: String
    /// The object of the check.
    public let subject: String
    /// The problem.
    public let problem: String
    /// The remedy.
    public let remedy: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case check, subject, problem, remedy
    }

    init(_ finding: Finding) {
        self.check = finding.check.rawValue
        self.subject = finding.subject
        self.problem = finding.finding
        self.remedy = finding.advice
    }
}

/// The repairs of one kind.
public struct RepairSummary: Codable, Hashable, Sendable {
    /// The kind: `firewall`, `bridge`, `link`, `port` or `endpoint`.
    public let kind: String
    /// The number of repairs.
    public let count: Int
    /// The time of the last repair.
    public let lastRepair: Date
    /// The step of the last repair.
    public let step: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, count
        case lastRepair = "last_repair"
        case step
    }

    init(_ kind: Repairs.Kind, record: Repairs.Record) {
        self.kind = kind.rawValue
        self.count = record.times
        self.lastRepair = Date(timeIntervalSince1970: TimeInterval(record.last.seconds))
        self.step = record.step
    }
}
