// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel
import Synchronization

/// The bridge of each network, for requests that create its ports.
final class BridgePlaces: Sendable {
    private let links: Links
    private let places = Mutex<[NetworkID: BridgePlace]>([:])

    init(_ links: Links) {
        self.links = links
    }

    /// Returns the bridge of a network from the cache, or from the kernel if it is not cached.
    func place(of network: NetworkID, named name: InterfaceName) throws(NetlinkError) -> BridgePlace {
        if let place = places.withLock({ $0[network] }) { return place }
        let link = try links.get(.name(name))
        let place = BridgePlace(link, mtu: Int(link.mtu))
        note(place, of: network)
        return place
    }

    func note(_ place: BridgePlace, of network: NetworkID) {
        places.withLock { $0[network] = place }
    }

    /// Records an observation: the bridges can or cannot have IPv6 addresses.
    func note(speaksIPv6: Bool, of network: NetworkID) {
        places.withLock { $0[network]?.speaksIPv6 = speaksIPv6 }
    }

    /// Removes a network's bridge from the cache, as it may have been replaced.
    func forget(_ network: NetworkID) {
        places.withLock { $0[network] = nil }
    }
}

/// The properties of a bridge that its new ports need.
struct BridgePlace {
    /// The index of the bridge.
    let index: LinkIndex
    /// A Boolean value that indicates whether links have IPv6 settings.
    let hasIPv6: Bool
    /// A Boolean value that indicates whether the bridge can have IPv6 addresses, as of the last observation.
    var speaksIPv6: Bool
    /// The MTU in bytes, unless another program changes it.
    let mtu: Int

    init(_ link: Link, mtu: Int) {
        index = link.index
        hasIPv6 = link.message.settings?.ipv6.isEmpty == false
        speaksIPv6 = link.speaksIPv6
        self.mtu = mtu
    }

    /// Returns a Boolean value that indicates whether the bridge can have addresses of a family.
    func speaks(_ family: IPFamily) -> Bool { family == .v4 || speaksIPv6 }
}

extension Link {
    /// A Boolean value that indicates whether the link can have IPv6 addresses.
    ///
    /// The kernel must have IPv6, and `disable_ipv6` of the link must be 0.
    var speaksIPv6: Bool {
        guard let settings = message.settings?.ipv6, !settings.isEmpty else { return false }
        return settings[.disabled] ?? 0 == 0
    }
}
