// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// Which connections some patterns fit.
struct ConnectionMatcher {
    /// A port of any host's: what the kernel can be asked for, and looks through all its connections for.
    struct Port: Hashable {
        let family: IPFamily
        let transport: UInt8
        let number: UInt16
    }

    /// A publication, and whether the connections meant are those that are led by it, or those that are not.
    private struct Lead {
        let publication: Publication
        let isFollowed: Bool
    }

    /// Above so many ports, one list of all connections costs less than one for each: the kernel's table has so many places, full or
    /// empty, that to walk through it takes as long as to tell a thousand connections.
    private static var fewPorts: Int { 4 }

    private var leads: [Port: [Lead]] = [:]
    private var addresses: Set<IPAddress> = []
    private var ranges: [IPAddress: [Prefix]] = [:]
    private let hostPrefixes: [Prefix]

    /// A matcher of patterns, on a host that these addresses are of.
    init(_ patterns: some Sequence<ConnectionPattern>, hostPrefixes: [Prefix]) {
        self.hostPrefixes = hostPrefixes
        for pattern in patterns {
            switch pattern {
            case .of(let address): addresses.insert(address)
            case .unmasqueraded(let address, from: let range): ranges[address, default: []].append(range)
            case .missing(let publication): add(Lead(publication: publication, isFollowed: false))
            case .following(let publication): add(Lead(publication: publication, isFollowed: true))
            }
        }
    }

    private mutating func add(_ lead: Lead) {
        // What no rule leads reaches the host before and after.
        guard lead.publication.isTranslated else { return }
        for single in lead.publication.singles {
            let host = single.host
            let port = Port(family: host.address.family, transport: host.transport.number, number: host.port)
            leads[port, default: []].append(Lead(publication: single, isFollowed: lead.isFollowed))
        }
    }

    /// The ports whose connections have to be looked at, if these are few; nil for all connections.
    var ports: Set<Port>? {
        addresses.isEmpty && ranges.isEmpty && leads.count <= Self.fewPorts ? Set(leads.keys) : nil
    }

    /// Whether a pattern fits a connection.
    func matches(_ connection: ConnectionMessage) -> Bool {
        let (original, reply) = (connection.original, connection.reply)
        if addresses.contains(original.source) || addresses.contains(reply.source) { return true }
        if original.destination != reply.source,
            ranges[reply.source]?.contains(where: { $0.contains(reply.destination) }) ?? false
        {
            return true
        }
        guard let number = original.transport.destinationPort,
            let leads = leads[
                Port(family: connection.family, transport: original.transport.number, number: number)
            ]
        else { return false }
        return leads.contains { lead in
            let container = lead.publication.container
            let isLed = reply.source == container.address && reply.transport.sourcePort == container.port
            return isLed == lead.isFollowed
                && comes(to: lead.publication.host.address, addressedTo: original.destination)
        }
    }

    /// Whether what went to an address came to a port of a host's address, or of any of the host's.
    private func comes(to hostAddress: IPAddress, addressedTo destination: IPAddress) -> Bool {
        hostAddress.isUnspecified ? hostPrefixes.contains { $0.contains(destination) } : hostAddress == destination
    }
}
