// SPDX-License-Identifier: Apache-2.0

import Addressing

/// An explanation of whether one end reaches another, and which objects decide it: a pure value, from one observation.
///
/// A path contains the effect of the rules of `inet mdnp` and `bridge mdnp`, missing kernel objects, and host objects (forwarding, routes,
/// Docker's filter). The network's mode adds the part between a container and the host, or another container of its network. Listening
/// sockets at the destination are not observed.
public struct Explanation: Sendable {
    let desired: DesiredState
    let observed: ObservedState
    let facts: HostFacts
    /// The names of containers, by their endpoints, if known.
    let names: [EndpointID: String]

    /// Creates an explanation of an observation.
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

    /// Returns the paths from one end to another, named by text.
    ///
    /// - Parameters:
    ///   - source: A container's name, the beginning of an endpoint's id, an address, `host`, or `outside`.
    ///   - target: The same, with an optional port: `web:80`, `[fd00::2]:53/udp`.
    /// - Throws: A refusal of text that names no end, or more than one.
    public func paths(from source: String, to target: String) throws(Refusal) -> [Trace] {
        let from = try TraceEndText(source)
        let to = try TraceEndText(target)
        return paths(from: try ends(named: from.name), to: try ends(named: to.name), port: to.port)
    }

    /// Returns the paths from one end to another: one for each common family, or for those of the destination if there is none.
    ///
    /// - Parameters:
    ///   - sources: The source; a container by all of its endpoints.
    ///   - targets: The destination, likewise.
    ///   - port: The destination port; nil for no particular one.
    public func paths(from sources: [TraceEnd], to targets: [TraceEnd], port: SoughtPort? = nil) -> [Trace] {
        let spoken = IPFamily.allCases.filter { family in targets.contains { $0.speaks(family) } }
        let common = spoken.filter { family in sources.contains { $0.speaks(family) } }
        return (common.isEmpty ? spoken.suffix(1) : common).map { family in
            let all = targets.flatMap { target in
                sources.map { path(family, from: $0, to: target, port: port) }
            }
            // Of a container's several networks, one that leads there is enough; otherwise the longest path is returned.
            return all.first(where: \.isOpen) ?? all.max { $0.hops.count < $1.hops.count } ?? Trace(family)
        }
    }

    private func path(_ family: IPFamily, from source: TraceEnd, to target: TraceEnd, port: SoughtPort?) -> Trace {
        var path = Trace(family)
        switch source {
        case .endpoint(let endpoint, let network, _):
            network.mode.behavior.leave(endpoint, on: network, in: self, along: &path)
        case .outside(let address?): leave(from: address, along: &path)
        case .outside(nil): enterHost(along: &path)
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
            if case .host = source, address == nil { routeOut(to: nil, along: &path) }
            path.pass(
                "host",
                because: "neither end is a container: mdnp does not decide about this traffic"
            )
        }
        return path
    }

    /// Returns the name of an endpoint: that of its container, if known.
    func name(_ endpoint: Endpoint) -> String {
        names[endpoint.id] ?? "endpoint \(endpoint.id.short)"
    }
}

extension Network {
    /// Returns the rule that blocks traffic between two endpoints of the network; nil if they reach each other on it.
    func separation(of source: Endpoint, from target: Endpoint) -> ForwardFilter.DecidingRule? {
        mode.behavior.separation(of: source, from: target, on: self)
    }
}
