// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

extension SeededGenerator {
    /// Returns attributes of unknown types.
    mutating func unknown() -> [Attribute] {
        (0..<Int.random(in: 0...2, using: &self)).map { _ in
            let type: UInt16 = UInt16.random(in: 200...0x3FFF, using: &self)
            let flags: UInt16 = number() & 0xC000
            return Attribute(rawType: type | flags, payload: bytes(upTo: 9)[...])
        }
    }

    mutating func text() -> String? {
        let words = ["", "a", "eth0", "br-0123456789ab", "mdnp:0123456789abcdef", "Straße"]
        return Bool.random(using: &self) ? words.randomElement(using: &self) : nil
    }

    mutating func macAddress() -> MACAddress? {
        Bool.random(using: &self) ? MACAddress(rawValue: next() >> 16) : nil
    }

    mutating func ipAddress(_ family: IPFamily) -> IPAddress? {
        guard Bool.random(using: &self) else { return nil }
        return IPAddress(bytes: (0..<family.byteCount).map { _ in number() as UInt8 })
    }

    mutating func neighborTable() -> NeighborTableMessage {
        var message = NeighborTableMessage(family: AddressFamily(rawValue: number()))
        message.name = text()
        message.linkIndex = maybe().map(LinkIndex.init(rawValue:))
        message.multicastProbes = maybe()
        message.unknownParameters = unknown()
        message.unknown = unknown()
        return message
    }

    mutating func trafficControl() -> TrafficControlMessage {
        var message = TrafficControlMessage(linkIndex: LinkIndex(rawValue: number()))
        message.family = AddressFamily(rawValue: number())
        message.handle = number()
        message.parent = number()
        message.info = number()
        message.kind = text()
        if Bool.random(using: &self) {
            var program = ClassifierProgram()
            program.descriptor = maybe()
            program.name = text()
            program.decides = Bool.random(using: &self)
            program.tag = Bool.random(using: &self) ? bytes(upTo: 8) : nil
            program.unknown = unknown()
            message.kind = "bpf"
            message.program = program
        }
        message.unknown = unknown()
        return message
    }

    mutating func statistics() -> LinkStatisticsMessage {
        var message = LinkStatisticsMessage(index: LinkIndex(rawValue: number()))
        message.family = AddressFamily(rawValue: number())
        message.filter = LinkStatisticsFilter(rawValue: number())
        if Bool.random(using: &self) {
            var statistics = LinkStatistics()
            statistics.receivedPackets = next()
            statistics.transmittedPackets = next()
            statistics.receivedBytes = next()
            statistics.transmittedBytes = next()
            statistics.receiveErrors = next()
            statistics.transmitErrors = next()
            statistics.receiveDrops = next()
            statistics.transmitDrops = next()
            statistics.further = (0..<Int.random(in: 0...18, using: &self)).map { _ in next() }
            message.statistics = statistics
        }
        message.unknown = unknown()
        return message
    }

    mutating func bridge() -> Bridge {
        var bridge = Bridge()
        bridge.forwardDelay = maybe()
        bridge.helloTime = maybe()
        bridge.maximumAge = maybe()
        bridge.ageingTime = maybe()
        bridge.spanningTree = maybe()
        bridge.priority = maybe()
        bridge.filtersVLANs = maybe()
        bridge.groupForwardMask = maybe()
        bridge.multicastRouter = maybe()
        bridge.snoopsMulticast = maybe()
        bridge.queriesMulticast = maybe()
        bridge.callsIPv4Rules = maybe()
        bridge.callsIPv6Rules = maybe()
        bridge.callsARPRules = maybe()
        bridge.defaultVLAN = maybe()
        bridge.unknown = unknown()
        return bridge
    }

    mutating func bridgePort() -> BridgePort {
        var port = BridgePort()
        port.state = maybe()
        port.priority = maybe()
        port.cost = maybe()
        port.hairpin = maybe()
        port.guardsSpanningTree = maybe()
        port.blocksRoot = maybe()
        port.fastLeave = maybe()
        port.learning = maybe()
        port.floodsUnicast = maybe()
        port.proxyARP = maybe()
        port.multicastRouter = maybe()
        port.floodsMulticast = maybe()
        port.multicastToUnicast = maybe()
        port.floodsBroadcast = maybe()
        port.groupForwardMask = maybe()
        port.suppressesNeighbors = maybe()
        port.isolated = maybe()
        port.locked = maybe()
        port.unknown = unknown()
        return port
    }

    mutating func linkSettings() -> LinkSettings {
        var settings = LinkSettings()
        for _ in 0..<Int.random(in: 0...4, using: &self) {
            settings.ipv4[IPv4Setting(rawValue: .random(in: 1...33, using: &self))] = number()
        }
        for place in 0..<UInt16.random(in: 0...60, using: &self) {
            settings.ipv6[IPv6Setting(rawValue: place)] = number()
        }
        settings.addressGeneration = maybe().map(AddressGenerationMode.init(rawValue:))
        settings.unknownIPv4 = unknown()
        settings.unknownIPv6 = unknown()
        settings.unknown = unknown()
        return settings
    }
}

extension SeededGenerator {
    mutating func link() -> LinkMessage {
        var link = plainLink()
        switch next() % 9 {
        case 0: link.kind = .bridge(bridge())
        case 1: link.kind = .veth(Veth(peer: Bool.random(using: &self) ? plainLink() : nil))
        case 2: link.kind = .other(name: "geneve", data: unknown().first)
        case 3: link.kind = .macvlan(macvlan())
        case 4: link.kind = .vxlan(vxlan())
        case 5: link.kind = .vlan(vlan())
        case 6: link.kind = .dummy
        case 7: link.kind = .ifb
        default: break
        }
        // The data of a kind always has the attribute type of its kind.
        if case .other(let name, let data?) = link.kind {
            link.kind = .other(name: name, data: Attribute(rawType: 2, payload: data.payload))
        }
        if Bool.random(using: &self) { link.port = .bridge(bridgePort()) }
        link.unknownKindAttributes = unknown()
        return link
    }

    private mutating func macvlan() -> Macvlan {
        var macvlan = Macvlan(mode: maybe().map(Macvlan.Mode.init(rawValue:)))
        macvlan.flags = maybe().map(Macvlan.Flags.init(rawValue:))
        macvlan.sourceChange = maybe().map(Macvlan.SourceChange.init(rawValue:))
        macvlan.sources = (0..<Int.random(in: 0...3, using: &self)).compactMap { _ in macAddress() }
        macvlan.sourceCount = maybe()
        macvlan.broadcastQueueLength = maybe()
        macvlan.usedBroadcastQueueLength = maybe()
        macvlan.unknown = unknown()
        return macvlan
    }

    private mutating func vxlan() -> Vxlan {
        var vxlan = Vxlan(id: maybe())
        vxlan.remote = ipAddress(Bool.random(using: &self) ? .v4 : .v6)
        vxlan.link = maybe().map(LinkIndex.init(rawValue:))
        vxlan.local = ipAddress(Bool.random(using: &self) ? .v4 : .v6)
        vxlan.timeToLive = maybe()
        vxlan.typeOfService = maybe()
        vxlan.learns = maybe()
        vxlan.ageingTime = maybe()
        vxlan.stationLimit = maybe()
        if Bool.random(using: &self) { vxlan.sourcePorts = Vxlan.SourcePorts(first: number(), last: number()) }
        vxlan.proxiesNeighbors = maybe()
        vxlan.shortCircuitsRoutes = maybe()
        vxlan.reportsUnknownStations = maybe()
        vxlan.reportsUnknownNeighbors = maybe()
        vxlan.port = maybe()
        vxlan.hasChecksum = maybe()
        vxlan.sendsIPv6WithoutChecksum = maybe()
        vxlan.acceptsIPv6WithoutChecksum = maybe()
        vxlan.collectsMetadata = maybe()
        vxlan.flowLabel = maybe()
        vxlan.dontFragment = maybe()
        vxlan.unknown = unknown()
        return vxlan
    }

    private mutating func vlan() -> VLAN {
        var vlan = VLAN(id: maybe())
        if Bool.random(using: &self) {
            vlan.flags = VLAN.Flags(rawValue: number())
            vlan.changedFlags = VLAN.Flags(rawValue: number())
        }
        vlan.protocolNumber = maybe()
        vlan.unknown = unknown()
        return vlan
    }

    /// Returns a link without a kind, as for the other end of a veth.
    private mutating func plainLink() -> LinkMessage {
        var link = LinkMessage(index: LinkIndex(rawValue: number()))
        link.hardwareType = number()
        link.flags = LinkFlags(rawValue: number())
        link.changedFlags = LinkFlags(rawValue: number())
        link.address = macAddress()
        link.name = text()
        link.mtu = maybe()
        link.link = maybe().map(LinkIndex.init(rawValue:))
        link.master = maybe().map(LinkIndex.init(rawValue:))
        link.transmitQueueLength = maybe()
        link.operationalState = maybe().map(OperationalState.init(rawValue:))
        link.namespacePID = maybe()
        link.alias = text()
        link.group = maybe()
        link.namespaceFD = maybe()
        link.extendedFilter = maybe().map(ExtendedFilter.init(rawValue:))
        link.hasCarrier = maybe()
        link.linkNamespaceID = maybe()
        link.carrierUpCount = maybe()
        link.permanentAddress = macAddress()
        link.unknown = unknown()
        if Bool.random(using: &self) {
            link.family = .bridge
            link.bridgePort = bridgePort()
        } else if Bool.random(using: &self) {
            link.settings = linkSettings()
        }
        return link
    }

    mutating func address() -> AddressMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var address = AddressMessage(family: AddressFamily(family))
        address.prefixLength = number()
        address.flags = AddressFlags(rawValue: number())
        address.scope = RouteScope(rawValue: number())
        address.linkIndex = LinkIndex(rawValue: number())
        address.address = ipAddress(family)
        address.local = ipAddress(family)
        address.label = text()
        address.broadcast = ipAddress(family)
        if Bool.random(using: &self) {
            address.lifetime = AddressLifetime(
                preferred: number(),
                valid: number(),
                created: number(),
                updated: number()
            )
        }
        address.unknown = unknown()
        return address
    }

    mutating func route() -> RouteMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var route = RouteMessage(family: AddressFamily(family))
        route.destinationLength = number()
        route.sourceLength = number()
        route.typeOfService = number()
        route.table = Bool.random(using: &self) ? number() : UInt32.random(in: 0...256, using: &self)
        route.origin = RouteOrigin(rawValue: number())
        route.scope = RouteScope(rawValue: number())
        route.type = RouteType(rawValue: number())
        route.flags = number()
        route.destination = ipAddress(family)
        route.source = ipAddress(family)
        route.linkIndex = maybe().map(LinkIndex.init(rawValue:))
        route.gateway = ipAddress(family)
        route.priority = maybe()
        route.preferredSource = ipAddress(family)
        if Bool.random(using: &self) {
            route.metrics = RouteMetrics(mtu: maybe())
            route.metrics?.unknown = unknown()
        }
        route.unknown = unknown()
        return route
    }

    mutating func routingRule() -> RoutingRuleMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var rule = RoutingRuleMessage(family: AddressFamily(family))
        rule.destinationLength = number()
        rule.sourceLength = number()
        rule.typeOfService = number()
        rule.table = Bool.random(using: &self) ? number() : UInt32.random(in: 0...256, using: &self)
        rule.action = RoutingRuleAction(rawValue: number())
        rule.flags = number()
        rule.destination = ipAddress(family)
        rule.source = ipAddress(family)
        rule.incomingLink = text()
        rule.outgoingLink = text()
        rule.priority = maybe()
        rule.mark = maybe()
        rule.markMask = maybe()
        rule.suppressedLength = maybe()
        rule.origin = maybe().map { RouteOrigin(rawValue: $0) }
        rule.unknown = unknown()
        return rule
    }

    mutating func neighbor() -> NeighborMessage {
        let family = IPFamily.allCases.randomElement(using: &self) ?? .v4
        var neighbor = NeighborMessage(family: AddressFamily(family), linkIndex: LinkIndex(rawValue: number()))
        neighbor.state = NeighborState(rawValue: number())
        neighbor.flags = NeighborFlags(rawValue: number())
        neighbor.type = RouteType(rawValue: number())
        neighbor.destination = ipAddress(family)
        neighbor.hardwareAddress = macAddress()
        neighbor.master = maybe().map(LinkIndex.init(rawValue:))
        neighbor.unknown = unknown()
        return neighbor
    }
}
