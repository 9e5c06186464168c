// SPDX-License-Identifier: Apache-2.0

import Driver
public import Foundation
import IPAM

/// The status of the daemon as `mdnp status --format json` prints it.
public struct StatusSummary: Codable, Hashable, Sendable {
    /// The version of the daemon.
    public let version: String
    /// The process id of the daemon.
    public let processID: Int
    /// The start time.
    public let started: Date
    /// The sockets that Docker connects to.
    public let sockets: [String]
    /// The version of the Docker engine; absent if no engine responds, or names are turned off.
    public let engine: String?
    /// The number of networks.
    public let networks: Int
    /// The number of endpoints.
    public let endpoints: Int
    /// The number of published ports.
    public let ports: Int
    /// The number of leased pools.
    public let pools: Int
    /// The time of the last comparison of the kernel with the desired state.
    public let reconciled: Date?
    /// The number of repairs without a call from Docker.
    public let repairs: Int
    /// The number of findings of `mdnp doctor`.
    public let findings: Int
    /// The settings in force.
    public let settings: [DaemonDescription.Setting]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version
        case processID = "pid"
        case started, sockets, engine, networks, endpoints, ports, pools, reconciled, repairs, findings, settings
    }

    init(_ daemon: DaemonDescription, engine: String?, counts: DriverView.Counts, report: Doctor.Report) {
        version = daemon.version
        processID = Int(ProcessInfo.processInfo.processIdentifier)
        started = daemon.since
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

    /// Returns the value of a setting by the name of its option.
    public func setting(_ name: String) -> String? {
        settings.first { $0.name == name }?.value
    }
}
