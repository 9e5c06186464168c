// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

extension FirewallElement {
    /// The set of the element, and its form there; nil for chains.
    var entry: (set: SetDefinition, element: NFElement)? {
        guard let definition, case .elements(let encode, _) = definition.content else { return nil }
        return encode(self).map { (definition, $0) }
    }

    /// The set of the element; nil for chains.
    private var definition: SetDefinition? {
        switch self {
        case .clients, .answers: nil
        case .network: .networks
        case .closed: .closed
        case .within: .within
        case .masqueraded(_, let family): family == .v4 ? .masqueraded4 : .masqueraded6
        case .source(_, let address): address.family == .v4 ? .source4 : .source6
        case .endpointSource(_, let own, under: _): own.family == .v4 ? .endpointSource4 : .endpointSource6
        case .foreign: .foreign
        case .subnet(_, let prefix): prefix.family == .v4 ? .own4 : .own6
        case .noHostAccess: .noHostAccess
        case .trusted: .trustedLinks
        case .arrival: .arrivals
        case .connectionLimit(_, let address, _): address.family == .v4 ? .connections4 : .connections6
        case .bridgeConnectionLimit: .bridgeConnections
        case .published(let host, _): host.set(any: (.any4, .any6), at: (.at4, .at6))
        case .publishedRange(let first, through: _, to: _):
            first.set(any: (.anyRanges4, .anyRanges6), at: (.atRanges4, .atRanges6))
        case .relayed(let host): host.set(any: (.relayed4, .relayed6), at: (.relayedAt4, .relayedAt6))
        case .relayedRange(let first, through: _):
            first.set(any: (.relayedRanges4, .relayedRanges6), at: (.relayedRangesAt4, .relayedRangesAt6))
        case .multihomed(let address, _): address.family == .v4 ? .multihomed4 : .multihomed6
        case .restricted(let address, to: _): address.family == .v4 ? .restricted4 : .restricted6
        case .restrictedNetwork: .restrictedNetworks
        case .restrictedRelay(let first, through: _, to: _):
            first.address.family == .v4 ? .restrictedRelays4 : .restrictedRelays6
        case .link: .links
        case .hardware: .hardware
        case .speaker(_, _, let address): address.family == .v4 ? .speakers4 : .speakers6
        case .neighborTarget: .neighborTargets6
        case .unaddressed: .unaddressed
        case .apart: .apart
        case .member(_, let address): address.family == .v4 ? .members4 : .members6
        case .allowedSource(_, _, let range): range.family == .v4 ? .allowedSources4 : .allowedSources6
        case .allowedClaim(_, _, let range): range.family == .v4 ? .allowedClaims4 : .allowedClaims6
        case .etherType: .etherTypes
        case .linkLocal: .linkLocals6
        case .noLinkLocal: .noLinkLocal
        }
    }
}

extension HostPort {
    /// Returns the set for the port's family.
    ///
    /// Two sets are for ports of all host addresses, and two for ports of one address.
    fileprivate func set(
        any: (SetDefinition, SetDefinition),
        at one: (SetDefinition, SetDefinition)
    ) -> SetDefinition {
        let (ipv4, ipv6) = address.isUnspecified ? any : one
        return address.family == .v4 ? ipv4 : ipv6
    }
}
