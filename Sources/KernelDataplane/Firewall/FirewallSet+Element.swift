import Addressing
import NetlinkWire
import NetworkModel

extension FirewallSet {
    /// The element of the firewall that an element of this set is; nil for one that mdnp did not put there.
    func element(_ element: NFElement) -> FirewallElement? {
        guard let fields = NFValue.fields(key, of: element.key), let first = fields.first else { return nil }
        return switch self {
        case .networks: first.interfaceName.map { .network($0) }
        case .closed: first.interfaceName.map { .closed($0) }
        case .within: first.interfaceName.flatMap { fields[1].interfaceName == $0 ? .within($0) : nil }
        case .masqueraded4: first.interfaceName.map { .masqueraded($0, .v4) }
        case .masqueraded6: first.interfaceName.map { .masqueraded($0, .v6) }
        case .foreign: first.interfaceName.map { .foreign($0) }
        case .source4, .source6: source(first, element)
        case .endpointSource4, .endpointSource6: endpointSource(fields, element)
        case .own4, .own6: subnet(fields, element)
        case .any4, .any6, .at4, .at6: published(fields, element)
        case .anyRanges4, .anyRanges6, .atRanges4, .atRanges6: publishedRange(fields, element)
        case .relayedRanges4, .relayedRanges6, .relayedRangesAt4, .relayedRangesAt6:
            hostPorts(fields, element).map { .relayedRange($0, through: $1) }
        case .multihomed4, .multihomed6:
            both(first.ipAddress, fields[1].interfaceName).map { .multihomed($0, $1) }
        case .relayed4, .relayed6, .relayedAt4, .relayedAt6: hostPort(fields).map { .relayed($0) }
        case .restricted4, .restricted6:
            both(first.ipAddress, ClientListRules(element.value)?.id).map { .restricted($0, to: $1) }
        case .restrictedNetworks:
            both(first.interfaceName, ClientListRules(element.value)?.id).map { .restrictedNetwork($0, to: $1) }
        case .restrictedRelays4, .restrictedRelays6: restrictedRelay(fields, element)
        case .links: first.interfaceName.map { .link($0) }
        case .hardware: both(first.interfaceName, fields[1].macAddress).map { .hardware($0, $1) }
        case .speakers4, .speakers6: speaker(fields)
        case .noHostAccess: first.interfaceName.map { .noHostAccess($0) }
        case .trustedLinks: both(first.interfaceName, fields[1].interfaceName).map { .trusted($0, to: $1) }
        case .arrivals:
            both(first.interfaceName, FirewallTable.arrivalNumber(element.value)).map { .arrival($0, number: $1) }
        case .connections4, .connections6: connectionLimit(fields, element)
        case .bridgeConnections:
            both(first.interfaceName, element.connectionLimit).map { .bridgeConnectionLimit($0, $1) }
        case .neighborTargets6: neighborTarget(fields)
        case .unaddressed: first.interfaceName.map { .unaddressed($0) }
        case .members4, .members6: both(first.macAddress, fields[1].ipAddress).map { .member($0, $1) }
        case .apart: first.interfaceName.map { .apart($0) }
        case .allowedSources4, .allowedSources6: allowed(fields, element).map { .allowedSource($0, $1, $2) }
        case .allowedClaims4, .allowedClaims6: allowed(fields, element).map { .allowedClaim($0, $1, $2) }
        case .etherTypes: both(first.interfaceName, fields[1].etherType).map { .etherType($0, $1) }
        case .linkLocals6: linkLocal(fields)
        case .noLinkLocal: first.interfaceName.map { .noLinkLocal($0) }
        case .droppedMACs, .droppedSources4, .droppedSources6, .droppedTargets6, .droppedEtherTypes: nil
        }
    }

    private func speaker(_ fields: [NFValue]) -> FirewallElement? {
        guard let (link, hardware) = both(fields[0].interfaceName, fields[1].macAddress) else { return nil }
        return fields[2].ipAddress.map { .speaker(link, hardware, $0) }
    }

    private func neighborTarget(_ fields: [NFValue]) -> FirewallElement? {
        guard let (link, hardware) = both(fields[0].interfaceName, fields[1].macAddress),
            case .v6(let address)? = fields[2].ipAddress
        else { return nil }
        return .neighborTarget(link, hardware, address)
    }

    private func allowed(
        _ fields: [NFValue],
        _ element: NFElement
    ) -> (InterfaceName, MACAddress, AddressRange)? {
        guard let (link, mac) = both(fields[0].interfaceName, fields[1].macAddress),
            let (first, last) = both(fields[2].ipAddress, lastFields(of: element)?[2].ipAddress),
            let range = AddressRange(from: first, through: last)
        else { return nil }
        return (link, mac, range)
    }

    private func linkLocal(_ fields: [NFValue]) -> FirewallElement? {
        guard let (link, mac) = both(fields[0].interfaceName, fields[1].macAddress),
            case .v6(let address)? = fields[2].ipAddress
        else { return nil }
        return .linkLocal(link, mac, address)
    }

    /// The frames of a link that an element of a dynamic set stands for; nil for one that mdnp's rules did not make.
    func droppedFrames(_ element: NFElement) -> (link: InterfaceName, frames: DroppedFrames)? {
        guard let link = NFValue.fields(key, of: element.key)?.first?.interfaceName,
            case .counter(let counter)? = element.expression
        else { return nil }
        let first = values(of: element)?.first
        let reason: DroppedFrames.Reason? =
            switch self {
            case .droppedMACs: first?.macAddress.map { .mac($0) }
            case .droppedSources4, .droppedSources6: first?.ipAddress.map { .source($0) }
            case .droppedEtherTypes: first?.etherType.map { .etherType($0) }
            case .droppedTargets6: .claim
            default: nil
            }
        return reason.map { (link, DroppedFrames($0, count: counter.packets)) }
    }

    private func connectionLimit(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let (bridge, address) = both(fields[0].interfaceName, fields[1].ipAddress) else { return nil }
        return element.connectionLimit.map { .connectionLimit(bridge, address, $0) }
    }

    private func source(_ bridge: NFValue, _ element: NFElement) -> FirewallElement? {
        both(bridge.interfaceName, values(of: element)?.first?.ipAddress).map { .source($0, $1) }
    }

    private func endpointSource(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let (bridge, own) = both(fields[0].interfaceName, fields[1].ipAddress) else { return nil }
        return values(of: element)?.first?.ipAddress.map { .endpointSource(bridge, own, under: $0) }
    }

    private func subnet(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let last = lastFields(of: element), last[1] == fields[1] else { return nil }
        return both(fields[1].interfaceName, Prefix(fields[0], through: last[0])).map { .subnet($0, $1) }
    }

    private func published(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let host = hostPort(fields), let value = values(of: element) else { return nil }
        return both(value[0].ipAddress, value[1].port).map { .published(host, ContainerPort($0, $1)) }
    }

    private func publishedRange(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let (first, last) = hostPorts(fields, element) else { return nil }
        return values(of: element)?[0].ipAddress.map { .publishedRange(first, through: last, to: $0) }
    }

    /// The address of the key is one, or every one of its family.
    private func restrictedRelay(_ fields: [NFValue], _ element: NFElement) -> FirewallElement? {
        guard let first = hostPort(fields), let last = lastFields(of: element).flatMap({ hostPort($0) }),
            first.transport == last.transport, first.port <= last.port,
            first.address == last.address || Prefix(first.address, length: 0)?.last == last.address
        else { return nil }
        return ClientListRules(element.value).map { .restrictedRelay(first, through: last.port, to: $0.id) }
    }

    /// The first port and the number of the last of a range of ports, of one address and protocol.
    private func hostPorts(_ fields: [NFValue], _ element: NFElement) -> (first: HostPort, last: UInt16)? {
        guard let first = hostPort(fields), let last = lastFields(of: element).flatMap({ hostPort($0) }),
            first.address == last.address, first.transport == last.transport, first.port <= last.port
        else { return nil }
        return (first, last.port)
    }

    /// The port of a key that ends in protocol and port; of every address of its family if it begins with none.
    private func hostPort(_ fields: [NFValue]) -> HostPort? {
        let isOfIPv4 = [.any4, .relayed4, .anyRanges4, .relayedRanges4].contains(self)
        let address = fields.count > 2 ? fields[0].ipAddress : IPAddress(rawValue: 0, family: isOfIPv4 ? .v4 : .v6)
        guard let address, let (transport, port) = both(fields[fields.count - 2].transportProtocol, fields.last?.port)
        else { return nil }
        return HostPort(transport, address, port)
    }

    private func values(of element: NFElement) -> [NFValue]? {
        guard case .value(let bytes)? = element.value else { return nil }
        return NFValue.fields(value, of: bytes)
    }

    private func lastFields(of element: NFElement) -> [NFValue]? {
        element.keyEnd.flatMap { NFValue.fields(key, of: $0) }
    }

    private func both<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
        if let first, let second { (first, second) } else { nil }
    }
}

extension Prefix {
    /// The block from one address to another; nil if they are not its first and its last.
    fileprivate init?(_ first: NFValue, through last: NFValue) {
        guard let from = first.ipAddress, let to = last.ipAddress, from.family == to.family else { return nil }
        let hostBits = 128 - (from.rawValue ^ to.rawValue).leadingZeroBitCount
        self.init(from, length: from.family.bitWidth - hostBits)
        guard self.first == from, self.last == to else { return nil }
    }
}

extension NFElement {
    /// How many connections it allows; nil where it does not limit them.
    fileprivate var connectionLimit: UInt32? {
        guard case .connectionLimit(let limit)? = expression, limit.isOver else { return nil }
        return limit.count
    }
}
