// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

extension HostSettings {
    /// Returns a Boolean value that indicates whether the host forwards IPv4 packets (`net.ipv4.ip_forward`).
    func forwardsIPv4() async throws -> Bool {
        try await read(["net", "ipv4", "ip_forward"]) == "1"
    }

    /// Returns the links that lack IPv6, all or new ones (`net.ipv6.conf.*.disable_ipv6`); nil if none do.
    func ipv6Absence() async throws -> IPv6Absence? {
        for (scope, absence) in [("all", IPv6Absence.allLinks), ("default", .newLinks)] {
            switch try await read(["net", "ipv6", "conf", scope, "disable_ipv6"]) {
            case "0": continue
            case nil: return .kernel
            default: return absence
            }
        }
        return nil
    }

    /// Returns a Boolean value that indicates whether bridged packets pass the chains of `iptables` (`net.bridge.bridge-nf-call-iptables`).
    func filtersBridges(_ family: IPFamily) async throws -> Bool {
        try await read(["net", "bridge", "bridge-nf-call-\(family == .v4 ? "ip" : "ip6")tables"]) == "1"
    }

    /// Returns the number of tracked connections and its limit.
    func connections() async throws -> HostFacts.Usage? {
        guard let used = try await read(["net", "netfilter", "nf_conntrack_count"]).flatMap({ Int($0) }),
            let limit = try await read(["net", "netfilter", "nf_conntrack_max"]).flatMap({ Int($0) })
        else { return nil }
        return .init(used, of: limit)
    }
}
