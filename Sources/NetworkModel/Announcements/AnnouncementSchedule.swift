// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The schedule of announcements of endpoints and gateways to the network's containers: a pure value, updated by joins and departures.
///
/// The schedule contains one entry for each endpoint in a sandbox, and one for each network during the announcement of its gateways.
public struct AnnouncementSchedule: Sendable {
    private enum Subject: Hashable {
        case endpoint(EndpointID)
        case gateway(NetworkID)
    }

    private struct Pending {
        let addresses: [IPAddress]
        let mac: MACAddress
        let network: NetworkID
        let bridge: InterfaceName
        let begun: ContinuousClock.Instant
        var times: ArraySlice<Duration>

        func announcements(to stations: Set<MACAddress>) -> [Announcement] {
            addresses.map { Announcement(of: $0, at: mac, on: bridge, to: stations) }
        }
    }

    /// The delays between Join and the announcements of an endpoint.
    ///
    /// Docker moves the link into the container and assigns its addresses right after Join, and a frame may get lost.
    public static var times: [Duration] { [.milliseconds(100), .milliseconds(800), .milliseconds(1800)] }

    private var stations: [NetworkID: [EndpointID: MACAddress]] = [:]
    private var pending: [Subject: Pending] = [:]

    /// Creates a schedule without endpoints.
    public init() {}

    /// A Boolean value that indicates whether no announcement is pending.
    public var isEmpty: Bool { pending.isEmpty }

    /// Adds an endpoint that is already in a sandbox: a neighbor of others, announced earlier.
    public mutating func add(_ endpoint: Endpoint) {
        stations[endpoint.network, default: [:]][endpoint.id] = endpoint.mac
    }

    /// Adds an endpoint that has just joined, and schedules its announcements as its network requires.
    ///
    /// If the network's containers do not reach each other, there are no announcements.
    public mutating func join(_ endpoint: Endpoint, on network: Network, at now: ContinuousClock.Instant) {
        add(endpoint)
        let addresses = endpoint.addresses.map(\.address)
        announce(.endpoint(endpoint.id), with: addresses, at: endpoint.mac, on: network, from: now)
    }

    /// Schedules announcements of a network's gateways and of its endpoints in a sandbox, as the network requires.
    ///
    /// The announcements replace claims that containers made while no rule checked them.
    public mutating func announceAgain(_ network: Network, with endpoints: [Endpoint], at now: ContinuousClock.Instant)
    {
        for endpoint in endpoints where stations[network.id]?[endpoint.id] != nil {
            join(endpoint, on: network, at: now)
        }
        let gateways = network.gatewayAddresses.map(\.address)
        announce(.gateway(network.id), with: gateways, at: network.bridgeMAC, on: network, from: now)
    }

    private mutating func announce(
        _ subject: Subject,
        with addresses: [IPAddress],
        at mac: MACAddress,
        on network: Network,
        from now: ContinuousClock.Instant
    ) {
        guard network.options.icc, !addresses.isEmpty, network.options.announcements > 0 else { return }
        pending[subject] = Pending(
            addresses: addresses,
            mac: mac,
            network: network.id,
            bridge: network.bridge,
            begun: now,
            times: Self.times.prefix(network.options.announcements)
        )
    }

    /// Removes an endpoint that has left its sandbox.
    public mutating func leave(_ endpoint: EndpointID, on network: NetworkID) {
        pending[.endpoint(endpoint)] = nil
        stations[network]?[endpoint] = nil
        if stations[network]?.isEmpty == true { stations[network] = nil }
    }

    /// Removes a network and its endpoints.
    public mutating func remove(_ network: NetworkID) {
        pending[.gateway(network)] = nil
        for endpoint in stations.removeValue(forKey: network)?.keys ?? [:].keys { pending[.endpoint(endpoint)] = nil }
    }

    /// Removes and returns the due announcements; an endpoint that is overdue twice is announced again at the next call.
    public mutating func removeDue(at now: ContinuousClock.Instant) -> [Announcement] {
        var due: [Announcement] = []
        // Collected once, however many endpoints of a network are due.
        var recipients: [NetworkID: Set<MACAddress>] = [:]
        for (subject, entry) in pending {
            guard let next = entry.times.first, entry.begun + next <= now else { continue }
            let stations = recipients[entry.network] ?? Set((stations[entry.network] ?? [:]).values)
            recipients[entry.network] = stations
            if stations.contains(where: { $0 != entry.mac }) { due += entry.announcements(to: stations) }
            pending[subject]?.times = entry.times.dropFirst()
            if entry.times.count == 1 { pending[subject] = nil }
        }
        return due
    }
}
