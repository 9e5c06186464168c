// SPDX-License-Identifier: Apache-2.0

import Addressing

extension ObservedState {
    /// The bridge of a network.
    public func bridge(of network: NetworkID) -> BridgeLink? {
        if case .bridge(let link)? = links[.network(network)] { link } else { nil }
    }

    /// The veth of an endpoint.
    public func veth(of endpoint: Endpoint) -> VethLink? {
        if case .veth(let link)? = links[.endpoint(endpoint.id, on: endpoint.network)] { link } else { nil }
    }

    /// The bridges, by their networks.
    public var bridges: [NetworkID: BridgeLink] {
        get {
            links.values.reduce(into: [:]) { if case .bridge(let link) = $1 { $0[link.network] = link } }
        }
        set {
            links = links.filter { if case .bridge = $0.value { false } else { true } }
            for link in newValue.values { links[link.alias] = .bridge(link) }
        }
    }

    /// The host ends of veths, by their endpoints.
    public var veths: [EndpointID: VethLink] {
        get {
            links.values.reduce(into: [:]) { if case .veth(let link) = $1 { $0[link.endpoint] = link } }
        }
        set {
            links = links.filter { if case .veth = $0.value { false } else { true } }
            for link in newValue.values { links[link.alias] = .veth(link) }
        }
    }

    /// Returns a Boolean value that indicates whether the host's neighbor table has an entry for each address behind a bridge.
    ///
    /// An entry of another program counts, and stays.
    public func has(_ wanted: [HostNeighbor], behind bridge: BridgeLink?) -> Bool {
        guard let neighbors else { return true }
        return wanted.allSatisfy { neighbor in
            bridge?.has(neighbor.address.family) == false || neighbors.contains(neighbor)
                || foreignNeighbors.contains { $0.isAbout(sameAs: neighbor) }
        }
    }
}
