// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkWire
import NetworkModel
import Synchronization

/// Each network's bridge, as the requests of its ports name it.
final class BridgePlaces: Sendable {
    private let links: Links
    private let places = Mutex<[NetworkID: BridgePlace]>([:])

    init(_ links: Links) {
        self.links = links
    }

    /// The bridge of a network, as it was found last; looked up where it is not known.
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

    /// Notes of a look whether bridges can have IPv6 addresses.
    func note(speaksIPv6: Bool, of network: NetworkID) {
        places.withLock { $0[network]?.speaksIPv6 = speaksIPv6 }
    }

    /// It may be another one by now.
    func forget(_ network: NetworkID) {
        places.withLock { $0[network] = nil }
    }
}

/// A network's bridge as ports are made in it.
struct BridgePlace {
    /// Its index.
    let index: LinkIndex
    /// A Boolean value that indicates whether links have settings of IPv6 there.
    let hasIPv6: Bool
    /// A Boolean value that indicates whether it can have IPv6 addresses, as of the last look.
    var speaksIPv6: Bool
    /// Its MTU in bytes, as long as nobody changes it.
    let mtu: Int

    init(_ link: Link, mtu: Int) {
        index = link.index
        hasIPv6 = link.message.settings?.ipv6.isEmpty == false
        speaksIPv6 = link.speaksIPv6
        self.mtu = mtu
    }

    /// A Boolean value that indicates whether it can have addresses of a family.
    func speaks(_ family: IPFamily) -> Bool { family == .v4 || speaksIPv6 }
}

extension Link {
    /// A Boolean value that indicates whether it can have IPv6 addresses: the kernel has IPv6, and it is not turned off for the link.
    var speaksIPv6: Bool {
        guard let settings = message.settings?.ipv6, !settings.isEmpty else { return false }
        return settings[.disabled] ?? 0 == 0
    }
}
