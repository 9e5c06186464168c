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
        case .clients, .replies: nil
        case .network: .networks
        case .noEgress: .noEgress
        case .icc: .icc
        case .masqueraded(_, let family): family == .v4 ? .masqueraded4 : .masqueraded6
        case .snat(_, let address): address.family == .v4 ? .snat4 : .snat6
        case .endpointSNAT(_, let own, under: _): own.family == .v4 ? .endpointSNAT4 : .endpointSNAT6
        case .dockerLink: .dockerBridges
        case .subnet(_, let prefix): prefix.family == .v4 ? .subnets4 : .subnets6
        case .noHostAccess: .noHostAccess
        case .trusted: .trustedLinks
        case .arrival: .arrivalLinks
        case .connectionLimit(_, let address, _): address.family == .v4 ? .connectionLimits4 : .connectionLimits6
        case .bridgeConnectionLimit: .bridgeConnectionLimits
        case .published(let host, _): host.set(any: (.ports4, .ports6), at: (.portsByAddr4, .portsByAddr6))
        case .publishedRange(let first, through: _, to: _):
            first.set(any: (.portRanges4, .portRanges6), at: (.portRangesByAddr4, .portRangesByAddr6))
        case .relayed(let host):
            host.set(any: (.relayedPorts4, .relayedPorts6), at: (.relayedPortsByAddr4, .relayedPortsByAddr6))
        case .relayedRange(let first, through: _):
            first.set(
                any: (.relayedPortRanges4, .relayedPortRanges6),
                at: (.relayedPortRangesByAddr4, .relayedPortRangesByAddr6)
            )
        case .multihomed(let address, _): address.family == .v4 ? .multihomed4 : .multihomed6
        case .restricted(let address, to: _): address.family == .v4 ? .restricted4 : .restricted6
        case .restrictedNetwork: .restrictedNetworks
        case .restrictedRelayedPort(let first, through: _, to: _):
            first.address.family == .v4 ? .restrictedRelayedPorts4 : .restrictedRelayedPorts6
        case .link: .links
        case .linkMAC: .linkMACs
        case .linkSource(_, _, let address): address.family == .v4 ? .linkSources4 : .linkSources6
        case .linkAnnouncement: .linkAnnouncements6
        case .anySource: .anySource
        case .isolated: .isolated
        case .iccMember(_, let address): address.family == .v4 ? .iccMembers4 : .iccMembers6
        case .allowedSource(_, _, let range): range.family == .v4 ? .allowedSources4 : .allowedSources6
        case .allowedAnnouncement(_, _, let range):
            range.family == .v4 ? .allowedAnnouncements4 : .allowedAnnouncements6
        case .allowedEtherType: .allowedEtherTypes
        case .linkLocalSource: .linkLocalSources6
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
