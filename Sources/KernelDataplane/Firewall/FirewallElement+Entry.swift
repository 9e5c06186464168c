import Addressing
import NetlinkWire
import NetworkModel

extension FirewallElement {
    /// The set that it is an element of, and how it is written there; nil for chains, which are none.
    var entry: (set: FirewallSet, element: NFElement)? {
        switch self {
        case .clients, .answers: nil
        case .network(let bridge): (.networks, NFElement([.interfaceName(bridge)]))
        case .closed(let bridge): (.closed, NFElement([.interfaceName(bridge)]))
        case .within(let bridge): (.within, NFElement([.interfaceName(bridge), .interfaceName(bridge)]))
        case .masqueraded(let bridge, .v4): (.masqueraded4, NFElement([.interfaceName(bridge)]))
        case .masqueraded(let bridge, .v6): (.masqueraded6, NFElement([.interfaceName(bridge)]))
        case .foreign(let bridge): (.foreign, NFElement([.interfaceName(bridge)]))
        case .source(let bridge, let address):
            (
                Self.set(address.family, .source4, .source6),
                NFElement([.interfaceName(bridge)], value: [.address(address)])
            )
        case .endpointSource(let bridge, let own, under: let address):
            (
                Self.set(own.family, .endpointSource4, .endpointSource6),
                NFElement([.interfaceName(bridge), .address(own)], value: [.address(address)])
            )
        case .subnet(let bridge, let prefix):
            (
                Self.set(prefix.family, .own4, .own6),
                NFElement(
                    [.address(prefix.first), .interfaceName(bridge)],
                    through: [.address(prefix.last), .interfaceName(bridge)]
                )
            )
        case .noHostAccess(let bridge): (.noHostAccess, NFElement([.interfaceName(bridge)]))
        case .trusted(let link, to: let bridge):
            (.trustedLinks, NFElement([.interfaceName(link), .interfaceName(bridge)]))
        case .arrival(let link, number: let number):
            (.arrivals, NFElement([.interfaceName(link)], verdict: .jump(FirewallTable.arrivalChain(number))))
        case .connectionLimit(let bridge, let address, let limit):
            (
                Self.set(address.family, .connections4, .connections6),
                Self.limited([.interfaceName(bridge), .address(address)], limit)
            )
        case .bridgeConnectionLimit(let bridge, let limit):
            (.bridgeConnections, Self.limited([.interfaceName(bridge)], limit))
        case .published(let host, let container): Self.published(host, container)
        case .relayed(let host): Self.relayed(host)
        case .publishedRange(let first, through: let last, to: let address):
            Self.published(first, through: last, address)
        case .relayedRange(let first, through: let last): Self.relayed(first, through: last)
        case .multihomed(let address, let bridge):
            (
                Self.set(address.family, .multihomed4, .multihomed6),
                NFElement([.address(address), .interfaceName(bridge)])
            )
        case .restricted(let address, to: let list):
            (
                Self.set(address.family, .restricted4, .restricted6),
                NFElement([.address(address)], verdict: ClientListRules(list).verdict)
            )
        case .restrictedNetwork(let bridge, to: let list):
            (.restrictedNetworks, NFElement([.interfaceName(bridge)], verdict: ClientListRules(list).verdict))
        case .restrictedRelay(let first, through: let last, to: let list):
            Self.restrictedRelay(first, through: last, ClientListRules(list))
        case .link(let link): (.links, NFElement([.interfaceName(link)]))
        case .hardware(let link, let address):
            (.hardware, NFElement([.interfaceName(link), .macAddress(address)]))
        case .speaker(let link, let hardware, let address):
            (
                Self.set(address.family, .speakers4, .speakers6),
                NFElement([.interfaceName(link), .macAddress(hardware), .address(address)])
            )
        case .neighborTarget(let link, let hardware, let address):
            (
                .neighborTargets6,
                NFElement([.interfaceName(link), .macAddress(hardware), .address(.v6(address))])
            )
        case .unaddressed(let link): (.unaddressed, NFElement([.interfaceName(link)]))
        case .member(let hardware, let address):
            (
                Self.set(address.family, .members4, .members6),
                NFElement([.macAddress(hardware), .address(address)])
            )
        case .apart(let link): (.apart, NFElement([.interfaceName(link)]))
        case .allowedSource(let link, let mac, let range):
            (Self.set(range.family, .allowedSources4, .allowedSources6), Self.range(range, of: mac, by: link))
        case .allowedClaim(let link, let mac, let range):
            (Self.set(range.family, .allowedClaims4, .allowedClaims6), Self.range(range, of: mac, by: link))
        case .etherType(let link, let type): (.etherTypes, NFElement([.interfaceName(link), .etherType(type)]))
        case .linkLocal(let link, let mac, let address):
            (.linkLocals6, NFElement([.interfaceName(link), .macAddress(mac), .address(.v6(address))]))
        case .noLinkLocal(let link): (.noLinkLocal, NFElement([.interfaceName(link)]))
        }
    }

    private static func range(_ range: AddressRange, of mac: MACAddress, by link: InterfaceName) -> NFElement {
        func key(_ address: IPAddress) -> [NFValue] { [.interfaceName(link), .macAddress(mac), .address(address)] }
        return NFElement(key(range.first), through: key(range.last))
    }

    /// Of elements that go only the key counts.
    private static func limited(_ key: [NFValue], _ limit: UInt32) -> NFElement {
        var element = NFElement(key)
        element.expression = .connectionLimit(NFConnectionLimit(limit))
        return element
    }

    private static func published(_ host: HostPort, _ container: ContainerPort) -> (FirewallSet, NFElement) {
        let family = host.address.family
        return (
            host.address.isUnspecified ? set(family, .any4, .any6) : set(family, .at4, .at6),
            NFElement(host.key, value: [.address(container.address), .port(container.port)])
        )
    }

    private static func relayed(_ host: HostPort) -> (FirewallSet, NFElement) {
        let family = host.address.family
        return (
            host.address.isUnspecified ? set(family, .relayed4, .relayed6) : set(family, .relayedAt4, .relayedAt6),
            NFElement(host.key)
        )
    }

    private static func restrictedRelay(
        _ first: HostPort,
        through last: UInt16,
        _ list: ClientListRules
    ) -> (FirewallSet, NFElement) {
        func key(_ address: IPAddress, _ port: UInt16) -> [NFValue] {
            [.address(address), .transportProtocol(first.transport), .port(port)]
        }
        let (lowest, highest) = (key(first.address, first.port), key(first.lastAddress, last))
        return (
            set(first.address.family, .restrictedRelays4, .restrictedRelays6),
            NFElement(lowest, through: highest, verdict: list.relayVerdict)
        )
    }

    private static func published(
        _ first: HostPort,
        through last: UInt16,
        _ address: IPAddress
    ) -> (FirewallSet, NFElement) {
        let family = first.address.family
        return (
            first.address.isUnspecified ? set(family, .anyRanges4, .anyRanges6) : set(family, .atRanges4, .atRanges6),
            NFElement(first.key, through: first.key(at: last), value: [.address(address)])
        )
    }

    private static func relayed(_ first: HostPort, through last: UInt16) -> (FirewallSet, NFElement) {
        let family = first.address.family
        return (
            first.address.isUnspecified
                ? set(family, .relayedRanges4, .relayedRanges6) : set(family, .relayedRangesAt4, .relayedRangesAt6),
            NFElement(first.key, through: first.key(at: last))
        )
    }

    private static func set(_ family: IPFamily, _ ipv4: FirewallSet, _ ipv6: FirewallSet) -> FirewallSet {
        switch family {
        case .v4: ipv4
        case .v6: ipv6
        }
    }
}

extension HostPort {
    /// The fields of its key: its address, unless it is every one of its family, then protocol and port.
    fileprivate var key: [NFValue] { key(at: port) }

    /// The last address that it is a port of: its own, or the last of its family.
    fileprivate var lastAddress: IPAddress {
        address.isUnspecified ? Prefix(address, length: 0)?.last ?? address : address
    }

    /// The fields of the key of another port.
    fileprivate func key(at port: UInt16) -> [NFValue] {
        (address.isUnspecified ? [] : [.address(address)]) + [.transportProtocol(transport), .port(port)]
    }
}
