// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A network as the user asked for it: its mode, its ranges of addresses and how its containers are treated.
public struct Network: Hashable, Sendable {
    /// Docker's id.
    public let id: NetworkID
    /// How it connects its containers.
    public let mode: Mode
    /// What the user chose.
    public let options: Options
    /// `--internal`: the containers get no gateway.
    public let isInternal: Bool
    /// The ranges of both families; empty for a layer 2 network (`--ipam-driver null`).
    public let subnets: [Subnet]
    /// The name of the network's bridge on the host.
    public let bridge: InterfaceName

    /// Refuses ranges that overlap one another, and an MTU too small for IPv6 where there is an IPv6 range.
    ///
    /// A range of length 0 is how Docker's `null` IPAM says that there is none, and is left out.
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
            throw Refusal("option mtu", "\"\(mtu)\" is too small for IPv6, which needs 1280")
        }
        guard options.trustedLinks.isEmpty || options.gateway == .mdnp && !isInternal && !subnets.isEmpty else {
            throw Refusal(
                "option trusted_links",
                "the network has no gateway of mdnp by which containers answer; leave out --internal, gateway or the option"
            )
        }
        self.id = id
        self.mode = mode
        self.options = options
        self.isInternal = isInternal
        self.subnets = subnets
        if let bridge = options.bridge { self.bridge = bridge } else { self.bridge = try Self.bridgeName(of: id) }
    }

    /// The addresses that the bridge carries: the gateways, and with IPv6 a link-local one.
    ///
    /// The kernel would make that one itself, but then look for a second or two whether somebody else has it, and ask meanwhile for no
    /// neighbor: containers would not be reached.
    public var bridgeAddresses: [InterfaceAddress] {
        let linkLocal = IPAddress.v6(IPv6Address(linkLocalOf: bridgeMAC))
        return gatewayAddresses + (has(.v6) ? [linkLocal] : []).compactMap { InterfaceAddress($0, prefixLength: 64) }
    }

    /// The name of its own link on the host; nil where it has none.
    public var link: InterfaceName? { mode.behavior.link(of: self) }

    /// The gateways, where mdnp is the gateway.
    ///
    /// An internal network's bridge carries them too, so that the host and its containers reach each other.
    public var gatewayAddresses: [InterfaceAddress] {
        options.gateway == .mdnp ? subnets.compactMap(\.gatewayAddress) : []
    }

    /// The subnets that the host has a route to by the bridge: the kernel adds one with each gateway address, and VPN scripts and network managers
    /// may delete it.
    public var bridgeRoutes: Set<Prefix> {
        Set(gatewayAddresses.map(\.prefix).filter { $0.length < $0.family.bitWidth })
    }

    /// The MTU of the bridge in bytes: what the user chose, that of the host's way out, or the kernel's own; said explicitly since a bridge would
    /// otherwise follow its ports.
    ///
    /// - Parameter wayOut: The MTU of the host's way out for each family, in bytes; where there is none it is the kernel's own.
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

    /// The MTU that the kernel gives a bridge and a veth.
    private static var usualMTU: Int { 1500 }

    /// The least MTU of a link that has IPv6 (RFC 8200).
    private static var leastIPv6MTU: Int { 1280 }

    /// The bridge's MAC address, derived from the id: it must not follow those of the ports that come and go.
    public var bridgeMAC: MACAddress { MACAddress(derivedFrom: "bridge/\(id.text)") }

    /// Whether the firewall leads published ports to the network's containers.
    public var publishes: Bool {
        options.gateway == .mdnp && !subnets.isEmpty && (!isInternal || options.publishesInternally)
    }

    /// Whether containers reach the world through the network's bridge.
    public var hasWayOut: Bool { options.gateway == .mdnp && !isInternal && !subnets.isEmpty }

    /// Whether packets pass the network's bridge from or to elsewhere, so that the host must forward them.
    public var forwards: Bool { hasWayOut || publishes }

    /// Whether the host itself must be set to forward: IPv4 can be turned on for one bridge, IPv6 only for the host.
    public var needsHostForwarding: Bool { forwards && has(.v6) }

    /// Whether the host reaches published ports by 127.0.0.1, which is then the source of what leaves by the bridge.
    public var routesLoopback: Bool { gatewayAddresses.contains { $0.address.family == .v4 } }

    /// Whether the network has ranges of a family.
    public func has(_ family: IPFamily) -> Bool {
        subnets.contains { $0.prefix.family == family }
    }

    /// The gateway that a container with this address is told, or nil where it gets none.
    public func gateway(for address: IPAddress) -> IPAddress? {
        guard options.gateway == .mdnp, !isInternal else { return nil }
        return subnets.first { $0.prefix.contains(address) }?.gateway
    }

    /// A Boolean value that indicates whether a name is one that a bridge gets without the option `bridge`.
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
