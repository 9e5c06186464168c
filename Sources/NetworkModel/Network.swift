// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A network as requested by the user: its mode, its address ranges and its options.
public struct Network: Hashable, Sendable {
    /// Docker's id.
    public let id: NetworkID
    /// The mode, which connects its containers.
    public let mode: Mode
    /// The options that the user chose.
    public let options: Options
    /// `--internal`: the containers get no gateway.
    public let isInternal: Bool
    /// The ranges of both families; empty for a layer 2 network (`--ipam-driver null`).
    public let subnets: [Subnet]
    /// The name of the network's bridge on the host.
    public let bridge: InterfaceName

    /// Creates a network; refuses ranges that overlap one another, and an MTU too small for an IPv6 range.
    ///
    /// Docker's `null` IPAM sends a range of length 0 for none; such a range is ignored.
    public init(
        id: NetworkID,
        mode: Mode = .usual,
        options: Options,
        isInternal: Bool,
        subnets: [Subnet]
    ) throws(Refusal) {
        let subnets = subnets.filter { $0.prefix.length > 0 }
        for (index, subnet) in subnets.enumerated() {
            if let other = subnets[..<index].first(where: { $0.prefix.overlaps(subnet.prefix) }) {
                throw Refusal("subnet \(subnet.prefix)", "overlaps subnet \(other.prefix) of the same network")
            }
        }
        if let mtu = options.mtu.bytes, mtu < Self.leastIPv6MTU, subnets.contains(where: { $0.prefix.family == .v6 }) {
            throw Refusal("option mtu", "\"\(mtu)\" is too small for IPv6; use at least 1280")
        }
        guard options.trustedLinks.isEmpty || options.gateway == .mdnp && !isInternal && !subnets.isEmpty else {
            throw Refusal(
                "option trusted_links",
                "needs mdnp as the network's gateway; omit --internal, gateway or the option"
            )
        }
        self.id = id
        self.mode = mode
        self.options = options
        self.isInternal = isInternal
        self.subnets = subnets
        if let bridge = options.bridge { self.bridge = bridge } else { self.bridge = try Self.bridgeName(of: id) }
    }

    /// The addresses of the bridge: the gateways, and with IPv6 a link-local one.
    ///
    /// The kernel would create the link-local address itself, but check it for duplicates (DAD) for a second or two. Meanwhile it would
    /// resolve no neighbor, and containers would be unreachable.
    public var bridgeAddresses: [InterfaceAddress] {
        let linkLocal = IPAddress.v6(IPv6Address(linkLocalOf: bridgeMAC))
        return gatewayAddresses + (has(.v6) ? [linkLocal] : []).compactMap { InterfaceAddress($0, prefixLength: 64) }
    }

    /// The name of the network's own link on the host; nil if it has none.
    public var link: InterfaceName? { mode.behavior.link(of: self) }

    /// The gateways, if mdnp is the gateway.
    ///
    /// The bridge of an internal network has them too, so that the host and its containers reach each other.
    public var gatewayAddresses: [InterfaceAddress] {
        options.gateway == .mdnp ? subnets.compactMap(\.gatewayAddress) : []
    }

    /// The subnets with a host route through the bridge.
    ///
    /// The kernel adds a route with each gateway address; VPN scripts and network managers may delete it.
    public var bridgeRoutes: Set<Prefix> {
        Set(gatewayAddresses.map(\.prefix).filter { $0.length < $0.family.bitWidth })
    }

    /// Returns the MTU of the bridge in bytes: the user's choice, that of the host uplink, or the kernel's default.
    ///
    /// The MTU is set explicitly, since a bridge otherwise follows its ports.
    ///
    /// - Parameter wayOut: The MTU of the host uplink for each family, in bytes; without an uplink, the kernel's default applies.
    public func mtu(ofWayOut wayOut: [IPFamily: Int]) -> Int {
        switch options.mtu {
        case .bytes(let mtu): return mtu
        case .usual: return Self.usualMTU
        case .automatic: break
        }
        let families = subnets.isEmpty ? IPFamily.allCases : IPFamily.allCases.filter(has)
        let narrowest = families.compactMap { wayOut[$0] }.min() ?? Self.usualMTU
        return has(.v6) ? max(narrowest, Self.leastIPv6MTU) : narrowest
    }

    /// The kernel's default MTU of a bridge and a veth.
    private static var usualMTU: Int { 1500 }

    /// The minimum MTU of a link with IPv6 (RFC 8200).
    private static var leastIPv6MTU: Int { 1280 }

    /// The bridge's MAC address, derived from the id: it must not depend on the ports, which come and go.
    public var bridgeMAC: MACAddress { MACAddress(derivedFrom: "bridge/\(id.text)") }

    /// A Boolean value that indicates whether the firewall leads published ports to the network's containers.
    public var publishes: Bool {
        options.gateway == .mdnp && !subnets.isEmpty && (!isInternal || options.publishesInternally)
    }

    /// A Boolean value that indicates whether containers have outbound access through the network's bridge.
    public var hasWayOut: Bool { options.gateway == .mdnp && !isInternal && !subnets.isEmpty }

    /// A Boolean value that indicates whether the host must forward packets between the network's bridge and other links.
    public var forwards: Bool { hasWayOut || publishes }

    /// A Boolean value that indicates whether the host itself must be set to forward: IPv4 forwarding can be enabled for one bridge, IPv6
    /// only for the host.
    public var needsHostForwarding: Bool { forwards && has(.v6) }

    /// A Boolean value that indicates whether the host reaches published ports by 127.0.0.1, which is then a source address on the bridge.
    public var routesLoopback: Bool { gatewayAddresses.contains { $0.address.family == .v4 } }

    /// Returns a Boolean value that indicates whether the network has ranges of a family.
    public func has(_ family: IPFamily) -> Bool {
        subnets.contains { $0.prefix.family == family }
    }

    /// Returns the gateway for a container with an address; nil if the container gets none.
    public func gateway(for address: IPAddress) -> IPAddress? {
        guard options.gateway == .mdnp, !isInternal else { return nil }
        return subnets.first { $0.prefix.contains(address) }?.gateway
    }

    /// Returns a Boolean value that indicates whether a bridge without the option `bridge` can have a name.
    static func derives(_ name: InterfaceName) -> Bool {
        let text = name.description
        return text.hasPrefix(bridgePrefix)
            && text.utf8.count == bridgePrefix.utf8.count + bridgeDigits
            && text.dropFirst(bridgePrefix.count).allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    private static var bridgePrefix: String { "mdnp-" }
    private static var bridgeDigits: Int { 10 }

    private static func bridgeName(of id: NetworkID) throws(Refusal) -> InterfaceName {
        do {
            return try InterfaceName(bridgePrefix + id.text.prefix(bridgeDigits))
        } catch {
            throw Refusal("network \(id.short)", "\(error)")
        }
    }
}
