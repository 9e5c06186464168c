// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM

/// Resources near their limit.
extension Diagnosis {
    var connections: [Finding] {
        guard !networks.isEmpty, let usage = facts.connections, usage.exceeds(percent: 90) else { return [] }
        return [
            Finding(
                .connections,
                about: "net.netfilter.nf_conntrack_max",
                finding:
                    "\(usage.used) of \(usage.limit) connection tracking entries are in use; at the limit, new connections are dropped",
                advice:
                    "run \"sysctl -w net.netfilter.nf_conntrack_max=\(usage.limit * 2)\", and keep it in /etc/sysctl.d"
            )
        ]
    }

    var descriptors: [Finding] {
        guard let usage = facts.descriptors, usage.exceeds(percent: 90) else { return [] }
        return [
            Finding(
                .descriptors,
                about: "descriptor limit",
                finding: "\(usage.used) of \(usage.limit) descriptors are open; each published port needs one",
                advice: "start mdnp with a higher limit (LimitNOFILE= in the service unit, or ulimit -n)"
            )
        ]
    }

    var endpoints: [Finding] {
        let limit = DesiredState.endpointLimit
        return networks.compactMap { network in
            let count = desired.endpoints(of: network.id).count
            guard HostFacts.Usage(count, of: limit).exceeds(percent: 95) else { return nil }
            return Finding(
                .endpoints,
                about: network.subject,
                finding: "has \(count) of \(limit) endpoints, the maximum of a \(network.mode.behavior.linkKind)",
                advice: "connect further containers to another network"
            )
        }
    }

    var pools: [Finding] {
        desired.addresses.usages.compactMap { usage in
            let size = Int(clamping: usage.pool.size)
            guard UInt128(usage.held) * 100 >= usage.pool.size * 95 else { return nil }
            let owner = desired.network(of: usage.pool).map { ", \($0.subject)" } ?? ""
            return Finding(
                .pools,
                about: "pool \(usage.pool.prefix)\(owner)",
                finding: "\(usage.held) of \(size) addresses are in use",
                advice: "create a network with a larger subnet; \"mdnp pools \(usage.pool.prefix)\" lists the addresses"
            )
        }
    }
}
