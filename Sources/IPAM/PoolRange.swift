// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A block of automatic pools of one size: `10.128.0.0/9/24` means every /24 of 10.128.0.0/9.
public struct PoolRange: Hashable, Sendable {
    /// The block.
    public let block: Prefix
    /// The prefix length of a pool.
    public let poolLength: Int

    /// The default ranges of automatic IPv4 pools.
    ///
    /// The first range is the upper half of 10.0.0.0/8. The other private blocks follow, for hosts whose VPN routes all of 10.0.0.0/8.
    ///
    /// Docker itself uses 172.16.0.0/12 and 192.168.0.0/16, and Swarm the lower end of 10.0.0.0/8. Home networks use 192.168.0.0/16 and the
    /// start of 10.0.0.0/16, VPNs the region of 10.8.0.0/16 and 100.64.0.0/10.
    public static var standard: [Self] {
        ["10.128.0.0/9/24", "172.16.0.0/12/24", "192.168.0.0/16/24"].compactMap { Self($0) }
    }

    /// Creates the pools of a length in a block; nil if the block has none, or if a pool has fewer than two assignable addresses.
    public init?(block: Prefix?, poolLength: Int) {
        guard let block, block.length > 0, block.length <= poolLength, poolLength <= block.family.bitWidth - 2
        else { return nil }
        self.block = block
        self.poolLength = poolLength
    }

    /// Returns the pool that contains an address; nil outside the block.
    func pool(around address: IPAddress) -> Prefix? {
        block.contains(address) ? Prefix(address, length: poolLength) : nil
    }

    /// Returns the pool behind another block; nil at the end.
    func pool(behind other: Prefix) -> Prefix? {
        let (next, overflow) = other.last.rawValue.addingReportingOverflow(1)
        guard !overflow, let address = IPAddress(rawValue: next, family: block.family) else { return nil }
        return pool(around: address)
    }
}

extension PoolRange: LosslessStringConvertible {
    /// Parses `address/length/pool length`.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let pool = Prefix("\(parts[0])/\(parts[2])") else { return nil }
        self.init(block: Prefix("\(parts[0])/\(parts[1])"), poolLength: pool.length)
    }

    /// The form `address/length/pool length`.
    public var description: String { "\(block)/\(poolLength)" }
}
