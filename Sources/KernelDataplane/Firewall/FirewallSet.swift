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
    case foreign
    case own4
    case own6
    case noHostAccess = "no_host_access"
    case trustedLinks = "trusted_links"
    case connections4
    case connections6
    case bridgeConnections = "bridge_connections"

    // Ports.
    case any4
    case any6
    case at4
    case at6
    case relayed4
    case relayed6
    case relayedAt4
    case relayedAt6
    case restricted4
    case restricted6
    case restrictedNetworks = "restricted_networks"

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

    /// The family of its table.
    var family: NFFamily {
        switch self {
        case .links, .hardware, .speakers4, .speakers6, .neighborTargets6, .unaddressed, .apart, .members4,
            .members6:
            .bridge
        default: .inet
        }
    }

    /// What its keys are.
    var key: [NFDataType] {
        switch self {
        case .networks, .closed, .masqueraded4, .masqueraded6, .source4, .source6, .foreign, .noHostAccess,
            .bridgeConnections, .restrictedNetworks, .links, .unaddressed, .apart:
            [.interfaceName]
        case .connections4: [.interfaceName, .ipv4Address]
        case .connections6: [.interfaceName, .ipv6Address]
        case .within, .trustedLinks: [.interfaceName, .interfaceName]
        case .own4: [.ipv4Address, .interfaceName]
        case .own6: [.ipv6Address, .interfaceName]
        case .any4, .any6, .relayed4, .relayed6: [.transportProtocol, .port]
        case .at4, .relayedAt4: [.ipv4Address, .transportProtocol, .port]
        case .at6, .relayedAt6: [.ipv6Address, .transportProtocol, .port]
        case .restricted4: [.ipv4Address]
        case .restricted6: [.ipv6Address]
        case .hardware: [.interfaceName, .macAddress]
        case .members4: [.macAddress, .ipv4Address]
        case .members6: [.macAddress, .ipv6Address]
        case .speakers4: [.interfaceName, .macAddress, .ipv4Address]
        case .speakers6, .neighborTargets6: [.interfaceName, .macAddress, .ipv6Address]
        }
    }

    /// What its values are, if it is a map.
    var value: [NFDataType] {
        switch self {
        case .source4: [.ipv4Address]
        case .source6: [.ipv6Address]
        case .any4, .at4: [.ipv4Address, .port]
        case .any6, .at6: [.ipv6Address, .port]
        case .restricted4, .restricted6, .restrictedNetworks: [.verdict]
        default: []
        }
    }

    /// Whether its keys are ranges: adding one costs more the more there are, so only what few have.
    var hasRanges: Bool {
        switch self {
        case .own4, .own6: true
        default: false
        }
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
        if self == .neighborTargets6 {
            return NFSet(
                family: family,
                table: FirewallTable.name,
                name: rawValue,
                typeOf: [.inputName, .frameSource, FrameField.neighborTargetBits]
            )
        }
        var set = NFSet(
            family: family,
            table: FirewallTable.name,
            name: rawValue,
            key: key,
            value: value,
            flags: hasRanges ? .interval : []
        )
        set.expression = expression
        return set
    }
}
