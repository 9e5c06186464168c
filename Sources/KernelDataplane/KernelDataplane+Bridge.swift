import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

extension KernelDataplane {
    /// Makes a network's bridge, or brings the one that stands to what it should be.
    func ensureBridge(of network: Network) async throws {
        let alias = LinkAlias.network(network.id)
        if try !makeBridge(of: network) {
            let standing = try links.get(.name(network.bridge))
            let isHalfMade = standing.alias == nil && standing.group == LinkGroup.living
            guard standing.kind == "bridge", standing.alias == "\(alias)" || isHalfMade else {
                throw DataplaneError(
                    "bridge \(network.bridge): a link of that name is there already and is not mdnp's; "
                        + "choose another with -o bridge=NAME"
                )
            }
        }
        let index = try links.get(.name(network.bridge)).index
        bridgeIndices[network.id] = index
        try links.setAlias(of: .index(index), to: "\(alias)")
        try links.set(.index(index), "set up bridge") { link in
            link.address = network.bridgeMAC
            link.group = LinkGroup.living
            link.mtu = UInt32(network.mtu)
            var settings = LinkSettings()
            settings.ipv4 = [
                .forwarding: network.forwards ? 1 : 0,
                // From 127.0.0.1 to a published port; what comes from there by any link but `lo` the firewall drops.
                .routeLocalnet: network.routesLoopback ? 1 : 0,
            ]
            link.settings = settings
        }
        // A link has no IPv6 below an MTU of 1280, or on a host without it, and then nothing of it can be set.
        let hasIPv6 = try links.get(.index(index)).message.settings?.ipv6.isEmpty == false
        try links.set(.index(index), "set up bridge") { link in
            if hasIPv6 {
                var settings = LinkSettings()
                // Its link-local address is among those that it is given.
                settings.addressGeneration = AddressGenerationMode.none
                link.settings = settings
            }
            link.isUp = true
        }
        try await settings.ignoreAdvertisements(on: network.bridge)
        try setAddresses(of: network, on: index)
    }

    /// Takes a network's bridge away, and every veth of the network.
    func removeBridge(of id: NetworkID) async throws {
        bridgeIndices[id] = nil
        for bridge in try links.list(kind: "bridge") where bridge.alias == "\(LinkAlias.network(id))" {
            let ports = try links.list(master: bridge.index).filter { $0.alias.flatMap { LinkAlias($0) } != nil }
            for port in ports { try bury(try InterfaceName(port.name)) }
            if !ports.isEmpty { _ = try await reap() }
            try delete(try InterfaceName(bridge.name))
        }
    }

    /// Makes the bridge, in the group that says that it is mdnp's; false if a link of its name is there.
    private func makeBridge(of network: Network) throws(NetlinkError) -> Bool {
        var bridge = LinkDescription(name: network.bridge)
        bridge.macAddress = network.bridgeMAC
        bridge.group = LinkGroup.living
        do throws(NetlinkError) {
            try links.addBridge(bridge)
            return true
        } catch let error where error.isExists {
            return false
        }
    }

    private func setAddresses(of network: Network, on index: Int32) throws {
        let standing = Set(try addresses.list(link: index).compactMap(\.interfaceAddress))
        let wanted = Set(network.bridgeAddresses)
        for address in standing.subtracting(wanted) { try addresses.delete(address, from: index) }
        for address in wanted.subtracting(standing) {
            // A gateway must answer from the first packet on, and nobody else has its address.
            try addresses.replace(address, on: index, flags: address.address.family == .v6 ? .noDuplicateDetection : [])
        }
    }
}
