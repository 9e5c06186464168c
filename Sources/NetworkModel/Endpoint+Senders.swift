// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The addresses that the container of an endpoint may send from, in addition to its own.
extension Endpoint {
    /// Returns the extent of the checks on frames of the container.
    public func spoofCheck(on network: Network) -> SpoofCheck {
        senders.over(network.options.senders).check ?? .on
    }

    /// Returns the allowed source addresses of packets; never those of the network's bridge.
    func allowedSources(on network: Network) -> [AddressRange] {
        senders.allowed.ranges.flatMap { $0.removing(network.ownRanges) }
    }

    /// Returns the addresses that the container may advertise by ARP and neighbor discovery; never those of the network's bridge.
    ///
    /// A range that contains a complete subnet of the network is one that the container routes to. The addresses of that subnet are
    /// excluded.
    func allowedAnnouncements(on network: Network) -> [AddressRange] {
        let subnets = network.subnets.map { AddressRange($0.prefix) }
        return senders.allowed.ranges.flatMap { range in
            range.removing(subnets.filter { range.contains($0.first) && range.contains($0.last) })
        }.flatMap { $0.removing(network.ownRanges) }
    }

    /// Returns a Boolean value that indicates whether the host must resolve addresses behind the network's bridge, since mdnp does not have
    /// all of them.
    public func hasUnknownAddresses(on network: Network) -> Bool {
        guard spoofCheck(on: network) == .on else { return true }
        return allowedAnnouncements(on: network).contains { claim in
            network.subnets.contains { subnet in
                subnet.prefix.family == claim.family && subnet.prefix.first <= claim.last
                    && claim.first <= subnet.prefix.last
            }
        }
    }

    /// Returns a Boolean value that indicates whether the bridge may send a frame back to the port that it came from (`hairpin`).
    ///
    /// A switch behind the port would treat its own frames as those of others.
    public func isHairpin(on network: Network) -> Bool { spoofCheck(on: network) != .off }
}

extension AddressRange {
    /// Returns the rest of the range without others, each of which is within or outside the range.
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
    /// A Boolean value that indicates whether a subnet of the network is link-local: then link-local addresses are checked like others.
    var hasLinkLocalSubnet: Bool {
        subnets.contains { subnet in Self.linkLocalBlocks.contains { $0.overlaps(subnet.prefix) } }
    }

    /// The addresses of the network's bridge.
    fileprivate var ownRanges: [AddressRange] {
        bridgeAddresses.compactMap { AddressRange(from: $0.address, through: $0.address) }
    }

    private static let linkLocalBlocks = ["169.254.0.0/16", "fe80::/10"].compactMap { Prefix($0) }
}
