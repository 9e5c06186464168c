// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Links of networks in no zone of firewalld.
extension Diagnosis {
    /// One finding for each link.
    var zones: [Finding] {
        guard let zones = facts.zones else { return [] }
        return networks.compactMap { network in
            guard let link = network.link, let subject = network.linkSubject, zones[link] == nil else { return nil }
            return Finding(
                .zones,
                about: network.subject,
                finding: "\(subject) is in no firewalld zone, so firewalld rejects its packets",
                advice: """
                    run "firewall-cmd --zone=\(FirewallZones.docker) --add-interface=\(link)"; \
                    see "cannot add link to firewalld zone" in the log
                    """
            )
        }
    }
}
