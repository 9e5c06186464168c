// SPDX-License-Identifier: Apache-2.0

import Addressing

/// A diagnosis of a host with respect to mdnp networks: a pure value, from one observation.
public struct Diagnosis: Sendable {
    let desired: DesiredState
    let observed: ObservedState
    let facts: HostFacts
    let unreserved: [Publication]

    /// Creates a diagnosis of an observation.
    ///
    /// - Parameter unreserved: Published ports without a reservation.
    public init(of desired: DesiredState, observed: ObservedState, facts: HostFacts, unreserved: [Publication]) {
        self.desired = desired
        self.observed = observed
        self.facts = facts
        self.unreserved = unreserved
    }

    /// The findings, in a stable order.
    public var findings: [Finding] {
        (forwarding + advertisements + filters + acceptedWays + zones + routes + strictUplinks + addresses
            + connections + descriptors + ports + links + kernel + endpoints + pools + senders + ofModes).sorted()
    }

    /// The findings that depend on the modes of networks.
    private var ofModes: [Finding] {
        Dictionary(grouping: networks, by: \.mode).flatMap { mode, networks in
            mode.behavior.findings(about: networks, in: self)
        }
    }

    /// The active networks, by id.
    var networks: [Network] {
        desired.networks.values.filter { $0.phase == .active }.map(\.network).sorted { $0.id < $1.id }
    }
}

extension Network {
    /// The network's name in findings.
    var subject: String { "network \(id.short)" }

    /// The name of the network's own link in findings; nil if it has none.
    var linkSubject: String? { link.map { "\(mode.behavior.linkKind) \($0)" } }

    /// Returns a Boolean value that indicates whether a link name is that of the network's own link.
    func owns(_ link: String?) -> Bool { link != nil && link == self.link?.description }
}
