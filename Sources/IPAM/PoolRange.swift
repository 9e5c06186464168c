// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A block from which automatic pools of one size are taken: `10.128.0.0/9/24` is every /24 of 10.128.0.0/9.
public struct PoolRange: Hashable, Sendable {
    /// The block.
    public let block: Prefix
    /// The length of a pool's prefix.
    public let poolLength: Int

    /// Where automatic IPv4 pools come from unless mdnp is told otherwise: the upper half of 10.0.0.0/8, and behind it the other private
    /// blocks, for hosts whose VPN routes all of 10.0.0.0/8.
    ///
    /// Docker itself takes from 172.16.0.0/12 and 192.168.0.0/16, Swarm from the lower end of 10.0.0.0/8; homes live in
    /// 192.168.0.0/16 and around 10.0.0.0/16, VPNs around 10.8.0.0/16 and in 100.64.0.0/10.
    public static var standard: [Self] {
        ["10.128.0.0/9/24", "172.16.0.0/12/24", "192.168.0.0/16/24"].compactMap { Self($0) }
    }

    /// The pools of a length in a block; nil if the block has none, or if they have less than two addresses to give.
    public init?(block: Prefix?, poolLength: Int) {
        guard let block, block.length > 0, block.length <= poolLength, poolLength <= block.family.bitWidth - 2
        else { return nil }
        self.block = block
        self.poolLength = poolLength
    }

    /// The pool around an address; nil outside the block.
    func pool(around address: IPAddress) -> Prefix? {
        block.contains(address) ? Prefix(address, length: poolLength) : nil
    }

    /// The pool behind another block, or nil at the end.
    func pool(behind other: Prefix) -> Prefix? {
        let (next, overflow) = other.last.rawValue.addingReportingOverflow(1)
        guard !overflow, let address = IPAddress(rawValue: next, family: block.family) else { return nil }
        return pool(around: address)
    }
}

extension PoolRange: LosslessStringConvertible {
    /// Reads `address/length/pool length`.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let pool = Prefix("\(parts[0])/\(parts[2])") else { return nil }
        self.init(block: Prefix("\(parts[0])/\(parts[1])"), poolLength: pool.length)
    }

    /// `address/length/pool length`.
    public var description: String { "\(block)/\(poolLength)" }
}
