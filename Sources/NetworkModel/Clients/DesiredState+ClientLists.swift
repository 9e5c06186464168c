// SPDX-License-Identifier: Apache-2.0

extension DesiredState {
    /// The desired client lists of the firewall, without duplicates: those of active networks and of endpoints that have joined them.
    public var clientLists: Set<ClientList> {
        var lists: Set<ClientList> = []
        for record in networks.values where record.phase == .active && record.network.publishes {
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

    /// Returns a Boolean value that indicates whether a network or an endpoint has a client list.
    public func has(_ list: ClientListID) -> Bool {
        networks.values.contains { $0.network.options.publishing.clients?.id == list }
            || endpoints.values.contains { $0.publishing.clients?.id == list }
    }
}
