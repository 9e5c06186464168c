// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import NetworkModel

/// The host's part of a report: versions, and the output of installed tools about the network.
struct HostReport {
    /// The time limit of such a tool.
    private static var timeLimit: Duration { .seconds(10) }

    /// The tools that show more of the kernel than mdnp reads, and the engine and the service manager.
    private static var witnesses: [(path: String, arguments: [String])] {
        [
            ("witness/ip-link", ["ip", "-details", "link", "show"]),
            ("witness/ip-address", ["ip", "address", "show"]),
            ("witness/ip-route", ["ip", "route", "show", "table", "all"]),
            ("witness/ip-route-6", ["ip", "-6", "route", "show", "table", "all"]),
            ("witness/nft-inet", ["nft", "list", "table", "inet", FirewallNames.table]),
            ("witness/nft-bridge", ["nft", "list", "table", "bridge", FirewallNames.table]),
            ("witness/iptables", ["iptables", "-w", "5", "-S", DockerFilterChain.forward.rawValue]),
            ("witness/iptables-docker", ["iptables", "-w", "5", "-S", DockerFilterChain.user.rawValue]),
            ("witness/docker-version", ["docker", "version"]),
            ("witness/journal", ["journalctl", "--unit", "mdnp.service", "--lines", "1000", "--no-pager"]),
        ]
    }

    func sections() -> [ReportSection] {
        [ReportSection("versions", versions)]
            + Self.witnesses.map { witness in
                ReportSection(witness.path) { try Command(witness.arguments).run(timeLimit: Self.timeLimit).output }
            }
    }

    private func versions() throws -> String {
        let system = try String(contentsOfFile: "/etc/os-release", encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("PRETTY_NAME=") }.map { $0.dropFirst(12).trimmingCharacters(in: ["\""]) }
        let kernel = try String(contentsOfFile: "/proc/version", encoding: .utf8)
        let version = VersionSummary.current
        return """
            mdnp \(version.mdnp), Swift \(version.swift), plugin protocol \(version.pluginProtocol)
            system \(system ?? "-")
            kernel \(kernel)
            """
    }
}
