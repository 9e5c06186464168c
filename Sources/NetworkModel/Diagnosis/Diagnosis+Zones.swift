// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Bridges in no zone of firewalld.
extension Diagnosis {
    /// One finding for each bridge.
    var zones: [Finding] {
        guard let zones = facts.zones else { return [] }
        return networks.filter { zones[$0.bridge] == nil }.map { network in
            Finding(
                .zones,
                network.subject,
                "its bridge \(network.bridge) is in no zone of firewalld, which rejects its packets",
                advice: """
                    run "firewall-cmd --zone=\(FirewallZones.docker) --add-interface=\(network.bridge)"; \
                    see "cannot join zone of firewalld" in the log
                    """
            )
        }
    }
}
