// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Whether one party reaches another, and what decides it: pure, from one look.
///
/// What is told is what the rules of `inet mdnp` and `bridge mdnp` do with what they know, what the kernel lacks of it, and what of the host's
/// own (forwarding, routes, the filter of Docker's) lies on the way. What lies between a container and the host, or another container of its
/// network, the network's mode tells. Whether anybody listens at the end is not looked at.
public struct Explanation: Sendable {
    let desired: DesiredState
    let observed: ObservedState
    let facts: HostFacts
    /// Containers' names, by their endpoints, where they are known.
    let names: [EndpointID: String]

    /// An explanation of what a look showed.
    public init(
        of desired: DesiredState,
        observed: ObservedState,
        facts: HostFacts,
        names: [EndpointID: String] = [:]
    ) {
        self.desired = desired
        self.observed = observed
        self.facts = facts
        self.names = names
    }

    /// The ways from one party to another, as words name them.
    ///
    /// - Parameters:
    ///   - source: A container's name, the beginning of an endpoint's id, an address, or `host`.
    ///   - target: The same, and a port if one is meant: `web:80`, `[fd00::2]:53/udp`.
    /// - Throws: A refusal of words that mean nobody, or more than one.
    public func paths(from source: String, to target: String) throws(Refusal) -> [Path] {
        let from = try PartyWords(source)
        let to = try PartyWords(target)
        return paths(from: try parties(named: from.name), to: try parties(named: to.name), port: to.port)
    }

    /// The ways from one party to another: one of each family that both have, or of the other's where they have none in common.
    ///
    /// - Parameters:
    ///   - sources: The party that talks; a container by all of its endpoints.
    ///   - targets: The party that is talked to, likewise.
    ///   - port: The port that is asked for; nil where none in particular is.
    public func paths(from sources: [Party], to targets: [Party], port: SoughtPort? = nil) -> [Path] {
        let spoken = IPFamily.allCases.filter { family in targets.contains { $0.speaks(family) } }
        let common = spoken.filter { family in sources.contains { $0.speaks(family) } }
        return (common.isEmpty ? spoken.suffix(1) : common).map { family in
            let all = targets.flatMap { target in
                sources.map { path(family, from: $0, to: target, port: port) }
            }
            // Of a container's several networks one that leads there is enough; else the way that got farthest is told.
            return all.first(where: \.isOpen) ?? all.max { $0.passages.count < $1.passages.count } ?? Path(family)
        }
    }

    private func path(_ family: IPFamily, from source: Party, to target: Party, port: SoughtPort?) -> Path {
        var path = Path(family)
        switch source {
        case .endpoint(let endpoint, let network, _):
            network.mode.behavior.leave(endpoint, on: network, in: self, along: &path)
        case .outside(let address): leave(from: address, along: &path)
        case .host: break
        }
        switch (source, target) {
        case (_, .host(let address)):
            if let port, let publication = publication(of: port, at: address, family: family) {
                follow(publication, from: source, at: address, along: &path)
            } else {
                reachHost(at: address, from: source, port: port, along: &path)
            }
        case (.host, .endpoint(let endpoint, let network, _)):
            network.mode.behavior.reach(endpoint, on: network, in: self, along: &path)
        case (.endpoint(let other, let home, _), .endpoint(let endpoint, let network, _))
        where home.id == network.id && network.separation(of: other, from: endpoint) == nil:
            network.mode.behavior.meet(endpoint, from: other, at: port, on: network, in: self, along: &path)
        case (_, .endpoint(let endpoint, let network, let address)):
            enter(endpoint, on: network, at: address, from: source, port: port, along: &path)
        case (.endpoint(let endpoint, let network, _), .outside(let address)):
            goOut(endpoint, from: network, to: address, port: port, along: &path)
        case (_, .outside(let address)):
            path.pass(
                "host",
                because: "\(address) is outside, and no container is on the way: mdnp decides nothing here"
            )
        }
        return path
    }

    /// How an endpoint is called: by its container's name where that is known.
    func name(_ endpoint: Endpoint) -> String {
        names[endpoint.id] ?? "endpoint \(endpoint.id.short)"
    }
}

extension Network {
    /// Returns what keeps two endpoints of the network apart; nil where they reach each other on it.
    func separation(of source: Endpoint, from target: Endpoint) -> ForwardFilter.Obstacle? {
        mode.behavior.separation(of: source, from: target, on: self)
    }
}
