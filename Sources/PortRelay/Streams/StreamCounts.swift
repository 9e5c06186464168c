// SPDX-License-Identifier: Apache-2.0

/// Counts of relayed connections by port and by client network, which decide whether one more is admitted.
struct StreamCounts: Hashable, Sendable {
    /// A reason to refuse a connection.
    enum Refusal: Hashable, Sendable {
        /// The port has reached its limit.
        case port(limit: Int)
        /// The client network has reached its limit.
        case network(limit: Int)
    }

    private let portLimit: Int
    private let networkLimit: Int
    private var ports: [UInt64: Int] = [:]
    private var networks: [ClientNetwork: Int] = [:]

    /// Creates empty counts.
    ///
    /// For connections of the host itself, the limit of a port applies.
    init(portLimit: Int, networkLimit: Int) {
        self.portLimit = portLimit
        self.networkLimit = networkLimit
    }

    /// A Boolean value that indicates whether no connection is counted.
    var isEmpty: Bool { ports.isEmpty && networks.isEmpty }

    /// Counts a connection to the reservation of a port, or returns the reason to refuse it.
    mutating func add(to reservation: UInt64, from network: ClientNetwork) -> Refusal? {
        let limit = network == .host ? portLimit : networkLimit
        guard networks[network, default: 0] < limit else { return .network(limit: limit) }
        guard ports[reservation, default: 0] < portLimit else { return .port(limit: portLimit) }
        networks[network, default: 0] += 1
        ports[reservation, default: 0] += 1
        return nil
    }

    /// Removes a connection from the counts.
    mutating func remove(from reservation: UInt64, of network: ClientNetwork) {
        Self.decrease(&ports, of: reservation)
        Self.decrease(&networks, of: network)
    }

    private static func decrease<Key>(_ counts: inout [Key: Int], of key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}

extension StreamCounts.Refusal: CustomStringConvertible {
    /// The reason, for the log.
    var description: String {
        switch self {
        case .port(let limit): "limit of \(limit) relayed connections per port reached"
        case .network(let limit): "limit of \(limit) relayed connections per client network reached"
        }
    }
}
