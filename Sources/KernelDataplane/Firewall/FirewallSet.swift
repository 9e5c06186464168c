import Addressing
import NetlinkWire
import NetworkModel

/// The sets and maps of mdnp's tables, which grow with networks, endpoints and ports while the rules do not.
enum FirewallSet: String, CaseIterable {
    // Networks.
    case networks
    case closed
    case within
    case masqueraded4
    case masqueraded6
    case source4
    case source6
    case endpointSource4 = "endpoint_source4"
    case endpointSource6 = "endpoint_source6"
    case foreign
    case own4
    case own6
    case noHostAccess = "no_host_access"
    case trustedLinks = "trusted_links"
    case connections4
    case connections6
    case bridgeConnections = "bridge_connections"
    case arrivals

    // Ports.
    case any4
    case any6
    case at4
    case at6
    case anyRanges4 = "any_ranges4"
    case anyRanges6 = "any_ranges6"
    case atRanges4 = "at_ranges4"
    case atRanges6 = "at_ranges6"
    case multihomed4
    case multihomed6
    case relayed4
    case relayed6
    case relayedAt4
    case relayedAt6
    case relayedRanges4 = "relayed_ranges4"
    case relayedRanges6 = "relayed_ranges6"
    case relayedRangesAt4 = "relayed_ranges_at4"
    case relayedRangesAt6 = "relayed_ranges_at6"
    case restricted4
    case restricted6
    case restrictedNetworks = "restricted_networks"
    case restrictedRelays4 = "restricted_relays4"
    case restrictedRelays6 = "restricted_relays6"

    // Endpoints, in the table of family bridge.
    case links
    case hardware
    case speakers4
    case speakers6
    case neighborTargets6 = "neighbor_targets6"
    case unaddressed
    case apart
    case members4
    case members6
    case allowedSources4 = "allowed_sources4"
    case allowedSources6 = "allowed_sources6"
    case allowedClaims4 = "allowed_claims4"
    case allowedClaims6 = "allowed_claims6"
    case etherTypes = "ethertypes"
    case linkLocals6 = "link_locals6"
    case noLinkLocal = "no_link_local"

    // Links whose frames the table of family bridge dropped, which the rules fill.
    case droppedMACs = "dropped_macs"
    case droppedSources4 = "dropped_sources4"
    case droppedSources6 = "dropped_sources6"
    case droppedTargets6 = "dropped_targets6"
    case droppedEtherTypes = "dropped_ethertypes"

    /// The family of its table.
    var family: NFFamily {
        switch self {
        case .links, .hardware, .speakers4, .speakers6, .neighborTargets6, .unaddressed, .apart, .members4,
            .members6, .allowedSources4, .allowedSources6, .allowedClaims4, .allowedClaims6, .etherTypes, .linkLocals6,
            .noLinkLocal, .droppedMACs, .droppedSources4, .droppedSources6, .droppedTargets6, .droppedEtherTypes:
            .bridge
        default: .inet
        }
    }

    /// What its keys are.
    var key: [NFDataType] {
        switch self {
        case .networks, .closed, .masqueraded4, .masqueraded6, .source4, .source6, .foreign, .noHostAccess,
            .bridgeConnections, .arrivals, .restrictedNetworks, .links, .unaddressed, .apart, .noLinkLocal,
            .droppedMACs,
            .droppedSources4, .droppedSources6, .droppedTargets6, .droppedEtherTypes:
            [.interfaceName]
        case .connections4, .endpointSource4: [.interfaceName, .ipv4Address]
        case .connections6, .endpointSource6: [.interfaceName, .ipv6Address]
        case .within, .trustedLinks: [.interfaceName, .interfaceName]
        case .own4: [.ipv4Address, .interfaceName]
        case .own6: [.ipv6Address, .interfaceName]
        case .multihomed4: [.ipv4Address, .interfaceName]
        case .multihomed6: [.ipv6Address, .interfaceName]
        case .any4, .any6, .relayed4, .relayed6, .anyRanges4, .anyRanges6, .relayedRanges4, .relayedRanges6:
            [.transportProtocol, .port]
        case .at4, .relayedAt4, .atRanges4, .relayedRangesAt4, .restrictedRelays4:
            [.ipv4Address, .transportProtocol, .port]
        case .at6, .relayedAt6, .atRanges6, .relayedRangesAt6, .restrictedRelays6:
            [.ipv6Address, .transportProtocol, .port]
        case .restricted4: [.ipv4Address]
        case .restricted6: [.ipv6Address]
        case .hardware: [.interfaceName, .macAddress]
        case .members4: [.macAddress, .ipv4Address]
        case .members6: [.macAddress, .ipv6Address]
        case .speakers4, .allowedSources4, .allowedClaims4: [.interfaceName, .macAddress, .ipv4Address]
        case .speakers6, .neighborTargets6, .allowedSources6, .allowedClaims6, .linkLocals6:
            [.interfaceName, .macAddress, .ipv6Address]
        case .etherTypes: [.interfaceName, .etherType]
        }
    }

    /// What its values are, if it is a map.
    var value: [NFDataType] {
        switch self {
        case .source4, .endpointSource4, .anyRanges4, .atRanges4: [.ipv4Address]
        case .source6, .endpointSource6, .anyRanges6, .atRanges6: [.ipv6Address]
        case .any4, .at4: [.ipv4Address, .port]
        case .any6, .at6: [.ipv6Address, .port]
        case .restricted4, .restricted6, .restrictedNetworks, .restrictedRelays4, .restrictedRelays6, .arrivals:
            [.verdict]
        case .droppedMACs: [.macAddress]
        case .droppedSources4: [.ipv4Address]
        case .droppedSources6: [.ipv6Address]
        case .droppedEtherTypes: [.etherType]
        default: []
        }
    }

    /// Whether its keys are ranges: adding one costs more the more there are, so only what few have.
    var hasRanges: Bool {
        switch self {
        case .own4, .own6, .allowedSources4, .allowedSources6, .allowedClaims4, .allowedClaims6, .anyRanges4,
            .anyRanges6,
            .atRanges4, .atRanges6, .relayedRanges4, .relayedRanges6, .relayedRangesAt4, .relayedRangesAt6,
            .restrictedRelays4, .restrictedRelays6:
            true
        default: false
        }
    }

    /// Whether rules add its elements, which go by themselves.
    var isDynamic: Bool { Self.dropped.contains(self) }

    /// The sets of links whose frames were dropped, each with the first address or ethertype of its link that was.
    static let dropped: [FirewallSet] = [
        .droppedMACs, .droppedSources4, .droppedSources6, .droppedTargets6, .droppedEtherTypes,
    ]

    /// The most elements of a dynamic set, which has one for each link at most.
    private static var dynamicCapacity: UInt32 { 65_535 }

    private var flags: NFSetFlags {
        isDynamic ? [.dynamic, .timeout] : hasRanges ? .interval : []
    }

    /// What each element has a state of its own for; its numbers are those of elements that have none.
    private var expression: NFExpression? {
        switch self {
        case .connections4, .connections6, .bridgeConnections: .connectionLimit(NFConnectionLimit(0))
        default: nil
        }
    }

    /// The set, empty.
    var set: NFSet {
        // An address where no type of `nft` has one: in the message of a neighbor.
        if self == .neighborTargets6 || self == .allowedClaims6 {
            return NFSet(
                family: family,
                table: FirewallTable.name,
                name: rawValue,
                typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits],
                flags: flags
            )
        }
        var set = NFSet(
            family: family,
            table: FirewallTable.name,
            name: rawValue,
            key: key,
            value: value,
            flags: flags
        )
        set.expression = expression
        if isDynamic { set.capacity = Self.dynamicCapacity }
        return set
    }
}
