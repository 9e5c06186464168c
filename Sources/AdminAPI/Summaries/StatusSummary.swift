// SPDX-License-Identifier: Apache-2.0

import Driver
public import Foundation
import IPAM

/// What `mdnp status --format json` prints of a daemon.
public struct StatusSummary: Codable, Hashable, Sendable {
    /// Its version.
    public let version: String
    /// The number of its process.
    public let process: Int
    /// Since when it runs.
    public let since: Date
    /// The sockets on which Docker finds it.
    public let sockets: [String]
    /// The version of the Docker engine; absent while none answers, or none is asked.
    public let engine: String?
    /// How many networks there are.
    public let networks: Int
    /// How many endpoints there are.
    public let endpoints: Int
    /// How many published ports there are.
    public let ports: Int
    /// How many pools are leased.
    public let pools: Int
    /// When the kernel was last compared with what should be.
    public let reconciled: Date?
    /// How often something was put right that nobody asked for.
    public let repairs: Int
    /// How many things `mdnp doctor` says are wrong.
    public let findings: Int
    /// The settings in force.
    public let settings: [DaemonDescription.Setting]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version, process, since, sockets, engine, networks, endpoints, ports, pools, reconciled, repairs, findings
        case settings
    }

    init(_ daemon: DaemonDescription, engine: String?, counts: DriverView.Counts, report: Doctor.Report) {
        version = daemon.version
        process = Int(ProcessInfo.processInfo.processIdentifier)
        since = daemon.since
        sockets = daemon.sockets
        self.engine = engine
        networks = counts.networks
        endpoints = counts.endpoints
        ports = counts.ports
        pools = counts.pools
        reconciled = report.reconciled.map { Date(timeIntervalSince1970: TimeInterval($0.seconds)) }
        repairs = report.repairs.values.reduce(0) { $0 + $1.times }
        findings = report.findings.count
        settings = daemon.settings
    }

    /// A setting by the name of its option.
    public func setting(_ name: String) -> String? {
        settings.first { $0.name == name }?.value
    }
}
