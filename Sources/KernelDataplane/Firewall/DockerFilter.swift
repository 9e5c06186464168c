// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The rules that mdnp has in chains of other programs (``DockerChains``).
///
/// One stands in `DOCKER-USER`, which Docker leaves to its users, and in `FORWARD` behind the jump to it. It accepts what mdnp marked. Another
/// stands in `FORWARD` before the jump, and lets users decide on packets between two networks.
///
/// Docker sets the policy of `FORWARD` to DROP, and with `bridge-nf-call-iptables` even frames between two ports of one
/// bridge pass it. The rule is what `iptables` calls `-m mark --mark 0x10000000/0x10000000 -j ACCEPT`; it stands behind
/// the rules of the host's users, whose word comes first. Where there is no `DOCKER-USER`, nothing is done.
struct DockerFilter {
    /// The table of the chains.
    static let table = "filter"

    private let backends: [any DockerFilterBackend]

    init(_ backends: any DockerFilterBackend...) {
        self.backends = backends
    }

    /// The chains of each backend and family that has a `DOCKER-USER`.
    func chains() async throws -> [DockerChains] {
        var all: [DockerChains] = []
        for backend in backends {
            for family in IPFamily.allCases {
                if let chains = try await backend.chains(family) { all.append(chains) }
            }
        }
        return all
    }

    /// Puts the rules where they belong, once.
    func open() async throws {
        try await bring(isOpen: true)
    }

    /// Takes the rules away wherever they are.
    func close() async throws {
        try await bring(isOpen: false)
    }

    /// One chain that cannot be changed keeps no other from being changed; the first error is thrown in the end.
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

/// One of the two places where `iptables` keeps its chains.
protocol DockerFilterBackend: Sendable {
    /// The chains of a family, or nil where there is no `DOCKER-USER`.
    func chains(_ family: IPFamily) async throws -> DockerChains?

    /// Puts mdnp's rules into the family's chains where they belong, or takes them away.
    ///
    /// Does nothing where there is nothing to do.
    func bring(_ family: IPFamily, isOpen: Bool) async throws
}
