// SPDX-License-Identifier: Apache-2.0

import Addressing

/// With which addresses the container of an endpoint sends, beside its own.
extension Endpoint {
    /// How much of its frames is checked.
    public func spoofCheck(on network: Network) -> SpoofCheck {
        senders.over(network.options.senders).check ?? .on
    }

    /// The addresses that its packets may come from; never those of the network's bridge.
    func allowedSources(on network: Network) -> [AddressRange] {
        senders.allowed.ranges.flatMap { $0.removing(network.ownRanges) }
    }

    /// The addresses that it may say are its own, by ARP and neighbor discovery; never those of the network's bridge.
    ///
    /// Of a range that holds a whole subnet of the network, which is one that the container routes to, not the addresses of that subnet.
    func allowedClaims(on network: Network) -> [AddressRange] {
        let subnets = network.subnets.map { AddressRange($0.prefix) }
        return senders.allowed.ranges.flatMap { range in
            range.removing(subnets.filter { range.contains($0.first) && range.contains($0.last) })
        }.flatMap { $0.removing(network.ownRanges) }
    }

    /// Whether the host has to ask who has an address behind the network's bridge, since mdnp does not know it.
    public func hasUnknownAddresses(on network: Network) -> Bool {
        guard spoofCheck(on: network) == .on else { return true }
        return allowedClaims(on: network).contains { claim in
            network.subnets.contains { subnet in
                subnet.prefix.family == claim.family && subnet.prefix.first <= claim.last
                    && claim.first <= subnet.prefix.last
            }
        }
    }

    /// Whether the bridge may send a frame back out by the port that it came from (`hairpin`).
    ///
    /// A switch behind the port would take its own frames for those of others.
    public func isHairpin(on network: Network) -> Bool { spoofCheck(on: network) != .off }
}

extension AddressRange {
    /// What is left of the range without others, each of which lies in it or beside it.
    fileprivate func removing(_ others: [AddressRange]) -> [AddressRange] {
        others.reduce([self]) { ranges, other in ranges.flatMap { $0.removing(other) } }
    }

    private func removing(_ other: AddressRange) -> [AddressRange] {
        guard contains(other.first), contains(other.last) else { return [self] }
        var rest: [AddressRange?] = []
        if other.first > first {
            let before = IPAddress(rawValue: other.first.rawValue - 1, family: family)
            rest.append(before.flatMap { AddressRange(from: first, through: $0) })
        }
        if other.last < last {
            let behind = IPAddress(rawValue: other.last.rawValue + 1, family: family)
            rest.append(behind.flatMap { AddressRange(from: $0, through: last) })
        }
        return rest.compactMap(\.self)
    }
}

extension Network {
    /// Whether containers have addresses of the network that are link-local ones: then these are checked like others.
    var hasLinkLocalSubnet: Bool {
        subnets.contains { subnet in Self.linkLocalBlocks.contains { $0.overlaps(subnet.prefix) } }
    }

    /// The addresses of the network's bridge.
    fileprivate var ownRanges: [AddressRange] {
        bridgeAddresses.compactMap { AddressRange(from: $0.address, through: $0.address) }
    }

    private static let linkLocalBlocks = ["169.254.0.0/16", "fe80::/10"].compactMap { Prefix($0) }
}
