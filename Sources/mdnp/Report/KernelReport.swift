// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import NetworkModel

/// The kernel's part of a report: the mdnp objects and the relevant host settings, read over netlink.
struct KernelReport {
    func sections() async -> [ReportSection] {
        await [
            ReportSection("kernel/links.json") {
                let observed = try await KernelDataplane().observe(.everything)
                return try OutputFormat.json(ObservedLink.all(in: observed))
            },
            ReportSection("kernel/firewall") {
                let observed = try await KernelDataplane().observe(.networks)
                let head = observed.isFirewallWhole.map { $0 ? "whole" : "incomplete" } ?? "missing"
                return ([head] + observed.firewall.map { "\($0)" }.sorted()).map { $0 + "\n" }.joined()
            },
            ReportSection("kernel/routes") {
                try await KernelDataplane().hostRoutes()
                    .map { "\($0.destination) of link \($0.link ?? "-")\n" }.sorted().joined()
            },
            ReportSection("kernel/host") {
                let dataplane = try KernelDataplane()
                let facts = try await dataplane.hostFacts()
                let absence = try await dataplane.observe(.networks).ipv6Absence
                var lines = ["forwards IPv4: \(facts.forwardsIPv4)", "has IPv6: \(absence == nil)"]
                if let tracked = facts.connections { lines.append("connections: \(tracked.used) of \(tracked.limit)") }
                lines += facts.filters.map { filter in
                    """
                    \(filter.place): \(filter.base.rules.count) rules, drops the rest: \(filter.dropsTheRest), \
                    families: \(names(filter.packets)), frames of bridges: \(names(filter.frames))
                    """
                }
                return lines.map { $0 + "\n" }.joined()
            },
        ]
    }
}

/// The names of the families; `-` for none.
private func names(_ families: Set<IPFamily>) -> String {
    families.isEmpty ? "-" : families.map { "\($0)" }.sorted().joined(separator: " ")
}

/// An mdnp link in a report.
private struct ObservedLink: Encodable {
    let name: String
    let kind: String
    let owner: String?
    var bridge: String?
    var addresses: [String]?
    var mac: String?
    var mtu: Int?
    var up: Bool?
    var retired: Bool?

    static func all(in observed: ObservedState) -> [Self] {
        let bridges = observed.bridges.map { id, bridge in
            Self(
                name: "\(bridge.name)",
                kind: "bridge",
                owner: id.text,
                addresses: bridge.addresses.map { "\($0)" }.sorted(),
                mac: "\(bridge.mac)",
                mtu: bridge.mtu,
                up: bridge.isUp
            )
        }
        let veths = observed.veths.map { id, veth in
            Self(
                name: "\(veth.name)",
                kind: "veth",
                owner: id.text,
                bridge: veth.bridge.map { "\($0)" },
                up: veth.isUp,
                retired: veth.isRetired
            )
        }
        let halfMade = observed.halfMade.map { Self(name: "\($0)", kind: "incomplete", owner: nil) }
        return (bridges + veths + halfMade).sorted { $0.name < $1.name }
    }
}
