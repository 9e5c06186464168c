// SPDX-License-Identifier: Apache-2.0

extension DesiredState {
    /// The client lists that the firewall should have, each once: those of networks that stand and of endpoints that have joined them.
    public var clientLists: Set<ClientList> {
        var lists: Set<ClientList> = []
        for record in networks.values where record.phase == .standing && record.network.publishes {
            if let list = record.network.options.publishing.clients { lists.insert(list) }
            for id in endpoints(of: record.network.id) {
                guard let endpoint = endpoints[id], endpoint.occupancy.isJoined, !endpoint.addresses.isEmpty else {
                    continue
                }
                if let list = endpoint.publishing.clients { lists.insert(list) }
            }
        }
        return lists
    }

    /// Whether a network or an endpoint has a client list.
    public func has(_ list: ClientListID) -> Bool {
        networks.values.contains { $0.network.options.publishing.clients?.id == list }
            || endpoints.values.contains { $0.publishing.clients?.id == list }
    }
}
