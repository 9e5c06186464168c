// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The host addresses in the options of networks.
extension Diagnosis {
    /// The consequence of an address that the host lacks.
    static let missingAddress = "not assigned to any link of the host, so replies do not return"

    var addresses: [Finding] {
        var uses: [IPAddress: Set<String>] = [:]
        for network in networks where network.hasWayOut && network.options.masquerade {
            for address in network.options.sources where network.has(address.family) {
                uses[address, default: []].insert("snat of \(network.subject)")
            }
        }
        for network in networks where network.publishes && !network.options.publishing.waitsForAddresses {
            for address in network.options.publishing.addresses ?? [] {
                uses[address, default: []].insert("publish.bind of \(network.subject)")
            }
        }
        for endpoint in desired.endpoints.values where !desired.publishing(of: endpoint.id).waitsForAddresses {
            for address in endpoint.publishing.addresses ?? [] {
                uses[address, default: []].insert("publish.bind of endpoint \(endpoint.id.short)")
            }
        }
        let waiting = Set(desired.waiting(beside: facts))
        let published = desired.publications.all.filter { !waiting.contains($0) }
        for (address, ports) in Dictionary(grouping: published, by: \.host.address) {
            uses[address, default: []].insert(
                ports.portCount == 1 ? "port \(ports[0].host)" : "\(ports.portCount) published ports"
            )
        }
        return uses.compactMap { address, uses in
            guard !address.isUnspecified, !address.isLoopback, !facts.has(address) else { return nil }
            let shown = uses.sorted().prefix(3).joined(separator: ", ") + (uses.count > 3 ? ", and others" : "")
            return Finding(
                .addresses,
                about: "address \(address)",
                finding: "\(Self.missingAddress); it is used by \(shown)",
                advice: "run \"ip address add \(address)/\(address.family.bitWidth) dev LINK\", or change the option"
            )
        }
    }
}
