public import Addressing
public import IPAM

/// What a person means by a network or a pool: some blocks of addresses, each with its pool if one is leased.
public struct AddressScope: Hashable, Sendable {
    /// A block, and the pool that is leased of it.
    public struct Block: Hashable, Sendable {
        /// The block.
        public let prefix: Prefix
        /// The pool; nil where only reservations are left.
        public let pool: Pool?
    }

    /// The words.
    public let text: String
    /// The blocks, IPv4 before IPv6.
    public let blocks: [Block]

    /// The pool that has an address.
    func pool(of address: IPAddress) -> Pool? {
        blocks.first { $0.prefix.contains(address) }?.pool
    }
}

extension DesiredState {
    /// What a text names: a subnet (`10.128.0.0/24`), a pool by its id, or a network by its id or the beginning of it.
    ///
    /// Refuses what is none of these, and what is more than one.
    public func scope(_ text: String) throws(Refusal) -> AddressScope {
        let subject = "network or pool \"\(text)\""
        if let prefix = Prefix(text) {
            return AddressScope(
                text: text,
                blocks: [.init(prefix: prefix, pool: addresses.pool(of: prefix, in: .local))]
            )
        }
        if let pool = addresses.pool(PoolID(text)) {
            return AddressScope(text: text, blocks: [.init(prefix: pool.prefix, pool: pool)])
        }
        let meant = networks.values.map(\.network).filter { !text.isEmpty && $0.id.text.hasPrefix(text) }
        guard let network = meant.first else {
            throw Refusal(subject, "is not known; \"mdnp pools\" shows what there is")
        }
        guard meant.count == 1 else {
            throw Refusal(subject, "is the beginning of \(meant.count) networks' ids: give more of it")
        }
        let pools = pools(of: network)
        guard !pools.isEmpty else {
            throw Refusal(subject, "has no addresses of mdnp's: create it with --ipam-driver=mdnp")
        }
        let blocks = pools.map { AddressScope.Block(prefix: $0.prefix, pool: $0) }
        return AddressScope(text: text, blocks: blocks.sorted { $0.prefix < $1.prefix })
    }
}
