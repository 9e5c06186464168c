// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// The blocks of addresses that a user's text selects, each with its pool if one is leased.
public struct AddressScope: Hashable, Sendable {
    /// A block, and its leased pool.
    public struct Block: Hashable, Sendable {
        /// The block.
        public let prefix: Prefix
        /// The pool; nil if only reservations remain.
        public let pool: Pool?
    }

    /// The text.
    public let text: String
    /// The blocks, IPv4 before IPv6.
    public let blocks: [Block]

    /// Returns a Boolean value that indicates whether a pool is one of the blocks.
    public func has(_ pool: Pool) -> Bool { blocks.contains { $0.prefix == pool.prefix } }

    /// Returns a Boolean value that indicates whether an address is in one of the blocks.
    public func has(_ address: IPAddress) -> Bool { blocks.contains { $0.prefix.contains(address) } }

    /// Returns the pool that contains an address.
    func pool(of address: IPAddress) -> Pool? {
        blocks.first { $0.prefix.contains(address) }?.pool
    }
}

extension DesiredState {
    /// Returns the scope of a text: a subnet (`10.128.0.0/24`), a pool by its id, or a network by its id, the beginning of its id or its
    /// name.
    ///
    /// Refuses text that matches none of these, or more than one.
    /// - Parameter names: The names of networks, if known.
    public func scope(_ text: String, names: [NetworkID: String] = [:]) throws(Refusal) -> AddressScope {
        if let prefix = Prefix(text) {
            return AddressScope(
                text: text,
                blocks: [.init(prefix: prefix, pool: addresses.pool(of: prefix, in: .local))]
            )
        }
        if let pool = addresses.pool(PoolID(text)) {
            return AddressScope(text: text, blocks: [.init(prefix: pool.prefix, pool: pool)])
        }
        let pools = pools(of: try network(named: text, among: names))
        guard !pools.isEmpty else {
            throw Refusal(scope: text, "does not use mdnp's IPAM driver; create it with --ipam-driver=mdnp")
        }
        let blocks = pools.map { AddressScope.Block(prefix: $0.prefix, pool: $0) }
        return AddressScope(text: text, blocks: blocks.sorted { $0.prefix < $1.prefix })
    }

    /// Returns the only network with this id, name or beginning of an id.
    private func network(named text: String, among names: [NetworkID: String]) throws(Refusal) -> Network {
        let all = networks.values.map(\.network)
        if let network = all.first(where: { $0.id.text == text }) { return network }
        let matches = all.filter { !text.isEmpty && ($0.id.text.hasPrefix(text) || names[$0.id] == text) }
            .sorted { $0.id < $1.id }
        guard let network = matches.first else {
            throw .unknownScope(text)
        }
        guard matches.count == 1 else {
            let examples = matches.prefix(2).map { network in
                "\(network.id.short)\(names[network.id].map { " (\($0))" } ?? "")"
            }
            let more = matches.count > 2 ? " and \(matches.count - 2) more" : ""
            throw Refusal(
                scope: text,
                "matches networks \(examples.joined(separator: more.isEmpty ? " and " : ", "))\(more); give more of the id"
            )
        }
        return network
    }
}

extension Refusal {
    /// Returns the refusal of a network or a pool that does not exist.
    public static func unknownScope(_ text: String) -> Self {
        Self(scope: text, "does not exist; \"mdnp pools\" lists all pools")
    }

    fileprivate init(scope text: String, _ reason: String) {
        self.init("network or pool \"\(text)\"", reason)
    }
}
