// SPDX-License-Identifier: Apache-2.0

import Addressing

/// What is wrong on a host, as far as it bears on mdnp's networks: pure, from one look.
public struct Diagnosis: Sendable {
    let desired: DesiredState
    let observed: ObservedState
    let facts: HostFacts
    let unheld: [Publication]

    /// A diagnosis of what a look showed.
    ///
    /// - Parameter unheld: Published ports that nobody holds.
    public init(of desired: DesiredState, observed: ObservedState, facts: HostFacts, unheld: [Publication]) {
        self.desired = desired
        self.observed = observed
        self.facts = facts
        self.unheld = unheld
    }

    /// The findings, in a stable order.
    public var findings: [Finding] {
        (forwarding + advertisements + filters + acceptedWays + zones + routes + strictUplinks + addresses
            + connections + descriptors + ports + links + kernel + endpoints + pools + senders + ofModes).sorted()
    }

    /// The findings that only the modes of networks know.
    private var ofModes: [Finding] {
        Dictionary(grouping: networks, by: \.mode).flatMap { mode, networks in
            mode.behavior.findings(about: networks, in: self)
        }
    }

    /// The networks that stand, by id.
    var networks: [Network] {
        desired.networks.values.filter { $0.phase == .standing }.map(\.network).sorted { $0.id < $1.id }
    }
}

extension Network {
    /// The network as a finding names it.
    var subject: String { "network \(id.short)" }

    /// The network's own link as a finding names it; nil where it has none.
    var linkSubject: String? { link.map { "\(mode.behavior.linkKind) \($0)" } }

    /// Returns a Boolean value that indicates whether a link, by its name, is the network's own.
    func owns(_ link: String?) -> Bool { link != nil && link == self.link?.description }
}
