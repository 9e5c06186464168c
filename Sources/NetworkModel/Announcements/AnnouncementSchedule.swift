import Addressing

/// The endpoints whose addresses are being announced to their neighbors, and the neighbors: pure, from the joins and departures it is given.
///
/// It holds one entry for each endpoint that is in a sandbox, and no more.
public struct AnnouncementSchedule: Sendable {
    private struct Pending {
        let endpoint: Endpoint
        let bridge: InterfaceName
        let joined: ContinuousClock.Instant
        let times: ArraySlice<Duration>

        func announcements(to stations: Set<MACAddress>) -> [Announcement] {
            endpoint.addresses.map { Announcement(of: $0.address, at: endpoint.mac, on: bridge, to: stations) }
        }
    }

    /// How long after Join an endpoint is announced: Docker moves the link into the container and gives it its addresses right after Join, and
    /// a frame may get lost.
    public static var times: [Duration] { [.milliseconds(100), .milliseconds(800), .milliseconds(1800)] }

    private var stations: [NetworkID: [EndpointID: MACAddress]] = [:]
    private var pending: [EndpointID: Pending] = [:]

    /// A schedule without endpoints.
    public init() {}

    /// A Boolean value that indicates whether nothing is left to announce.
    public var isEmpty: Bool { pending.isEmpty }

    /// Adds an endpoint that is in a sandbox already: a neighbor of others, and announced before.
    public mutating func add(_ endpoint: Endpoint) {
        stations[endpoint.network, default: [:]][endpoint.id] = endpoint.mac
    }

    /// Adds an endpoint that has just joined, and announces it as often as its network wants.
    ///
    /// One on a network whose containers do not reach each other is announced to nobody.
    public mutating func join(_ endpoint: Endpoint, on network: Network, at now: ContinuousClock.Instant) {
        add(endpoint)
        guard network.options.icc, !endpoint.addresses.isEmpty, network.options.announcements > 0 else { return }
        pending[endpoint.id] = Pending(
            endpoint: endpoint,
            bridge: network.bridge,
            joined: now,
            times: Self.times.prefix(network.options.announcements)
        )
    }

    /// Removes an endpoint that has left its sandbox.
    public mutating func leave(_ endpoint: EndpointID, on network: NetworkID) {
        pending[endpoint] = nil
        stations[network]?[endpoint] = nil
        if stations[network]?.isEmpty == true { stations[network] = nil }
    }

    /// Removes a network and its endpoints.
    public mutating func remove(_ network: NetworkID) {
        for endpoint in stations.removeValue(forKey: network)?.keys ?? [:].keys { pending[endpoint] = nil }
    }

    /// Removes and returns the announcements that are due; an endpoint that is overdue twice is announced again at the next call.
    public mutating func takeDue(at now: ContinuousClock.Instant) -> [Announcement] {
        var due: [Announcement] = []
        // Collected once, however many endpoints of a network are due.
        var recipients: [NetworkID: Set<MACAddress>] = [:]
        for (id, entry) in pending {
            guard let next = entry.times.first, entry.joined + next <= now else { continue }
            let later = entry.times.dropFirst()
            let network = entry.endpoint.network
            let stations = recipients[network] ?? Set((stations[network] ?? [:]).values)
            recipients[network] = stations
            if stations.count > 1 { due += entry.announcements(to: stations) }
            pending[id] =
                later.isEmpty
                ? nil : Pending(endpoint: entry.endpoint, bridge: entry.bridge, joined: entry.joined, times: later)
        }
        return due
    }
}
