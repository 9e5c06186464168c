import Addressing
import NetlinkWire
import NetworkModel

/// The sets and maps of the table `inet mdnp`, which grow with networks while its rules do not.
enum FirewallSet: String, CaseIterable {
    case networks
    case closed
    case within
    case masqueraded4
    case masqueraded6
    case source4
    case source6
    case foreign

    /// What its keys are.
    var key: [NFDataType] {
        self == .within ? [.interfaceName, .interfaceName] : [.interfaceName]
    }

    /// What its values are, if it is a map.
    var value: [NFDataType] {
        switch self {
        case .source4: [.ipv4Address]
        case .source6: [.ipv6Address]
        default: []
        }
    }

    /// The element of the firewall that an element of this set is; nil for one that mdnp did not put there.
    func element(_ element: NFElement) -> FirewallElement? {
        guard let fields = NFValue.fields(key, of: element.key), let bridge = fields[0].interfaceName else {
            return nil
        }
        switch self {
        case .networks: return .network(bridge)
        case .closed: return .closed(bridge)
        case .within: return fields[1].interfaceName == bridge ? .within(bridge) : nil
        case .masqueraded4: return .masqueraded(bridge, .v4)
        case .masqueraded6: return .masqueraded(bridge, .v6)
        case .foreign: return .foreign(bridge)
        case .source4, .source6:
            guard case .value(let bytes)? = element.value, let address = IPAddress(bytes: bytes) else { return nil }
            return .source(bridge, address)
        }
    }
}

extension FirewallElement {
    /// The set that it is an element of, and how it is written there.
    var entry: (set: FirewallSet, element: NFElement) {
        switch self {
        case .network(let bridge): (.networks, NFElement([.interfaceName(bridge)]))
        case .closed(let bridge): (.closed, NFElement([.interfaceName(bridge)]))
        case .within(let bridge): (.within, NFElement([.interfaceName(bridge), .interfaceName(bridge)]))
        case .masqueraded(let bridge, .v4): (.masqueraded4, NFElement([.interfaceName(bridge)]))
        case .masqueraded(let bridge, .v6): (.masqueraded6, NFElement([.interfaceName(bridge)]))
        case .foreign(let bridge): (.foreign, NFElement([.interfaceName(bridge)]))
        case .source(let bridge, let address):
            (
                address.family == .v4 ? .source4 : .source6,
                NFElement([.interfaceName(bridge)], value: [.address(address)])
            )
        }
    }
}
