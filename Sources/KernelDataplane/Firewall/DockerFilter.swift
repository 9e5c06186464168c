// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The mdnp rules in chains of other programs (``DockerChains``).
///
/// One rule is in `DOCKER-USER`, which Docker reserves for its users, and in `FORWARD` behind the jump to it; it accepts packets that mdnp
/// marked. Another is in `FORWARD` before the jump, and lets users decide on packets between two networks.
///
/// Docker sets the policy of `FORWARD` to DROP. With `bridge-nf-call-iptables`, even frames between two ports of one bridge pass that
/// chain. The accepting rule is `-m mark --mark 0x10000000/0x10000000 -j ACCEPT`, behind the rules of the host's users, which take
/// precedence. Without a chain `DOCKER-USER`, mdnp adds nothing.
struct DockerFilter {
    /// The table of the chains.
    static let table = "filter"

    private let backends: [any DockerFilterBackend]

    init(_ backends: any DockerFilterBackend...) {
        self.backends = backends
    }

    /// Returns the chains of each backend and family with a `DOCKER-USER`.
    func chains() async throws -> [DockerChains] {
        var all: [DockerChains] = []
        for backend in backends {
            for family in IPFamily.allCases {
                if let chains = try await backend.chains(family) { all.append(chains) }
            }
        }
        return all
    }

    /// Adds the rules in their places, once each.
    func open() async throws {
        try await bring(isOpen: true)
    }

    /// Removes all mdnp rules.
    func close() async throws {
        try await bring(isOpen: false)
    }

    /// Changes all chains in spite of failures; throws the first error at the end.
    private func bring(isOpen: Bool) async throws {
        var failure: (any Error)?
        for backend in backends {
            for family in IPFamily.allCases {
                do {
                    try await backend.bring(family, isOpen: isOpen)
                } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
    }
}

/// One of the two implementations of `iptables`.
protocol DockerFilterBackend: Sendable {
    /// Returns the chains of a family; nil without `DOCKER-USER`.
    func chains(_ family: IPFamily) async throws -> DockerChains?

    /// Adds the mdnp rules to the chains of a family in their places, or removes them.
    ///
    /// If all rules are as desired, there is no change.
    func bring(_ family: IPFamily, isOpen: Bool) async throws
}
