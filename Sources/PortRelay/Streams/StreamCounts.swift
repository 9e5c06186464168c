// SPDX-License-Identifier: Apache-2.0

/// The connections that are relayed, by port and by client network: decides which are too many.
struct StreamCounts: Hashable, Sendable {
    /// Why a connection is refused.
    enum Refusal: Hashable, Sendable {
        /// Its port has as many as it may have.
        case port(limit: Int)
        /// Its client has.
        case network(limit: Int)
    }

    private let portLimit: Int
    private let networkLimit: Int
    private var ports: [UInt64: Int] = [:]
    private var networks: [ClientNetwork: Int] = [:]

    /// No connections yet; the host itself may have as many as a port.
    init(portLimit: Int, networkLimit: Int) {
        self.portLimit = portLimit
        self.networkLimit = networkLimit
    }

    /// Whether there is none.
    var isEmpty: Bool { ports.isEmpty && networks.isEmpty }

    /// Counts a connection to the holding of a port, unless it is one too many.
    mutating func add(to holding: UInt64, from network: ClientNetwork) -> Refusal? {
        let limit = network == .host ? portLimit : networkLimit
        guard networks[network, default: 0] < limit else { return .network(limit: limit) }
        guard ports[holding, default: 0] < portLimit else { return .port(limit: portLimit) }
        networks[network, default: 0] += 1
        ports[holding, default: 0] += 1
        return nil
    }

    /// Counts a connection no longer.
    mutating func remove(from holding: UInt64, of network: ClientNetwork) {
        Self.decrease(&ports, of: holding)
        Self.decrease(&networks, of: network)
    }

    private static func decrease<Key>(_ counts: inout [Key: Int], of key: Key) {
        guard let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }
}

extension StreamCounts.Refusal: CustomStringConvertible {
    /// The cause, for the log.
    var description: String {
        switch self {
        case .port(let limit): "limit of \(limit) relayed connections per port reached"
        case .network(let limit): "limit of \(limit) relayed connections per client network reached"
        }
    }
}
