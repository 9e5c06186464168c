// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// Matches connections against patterns.
struct ConnectionMatcher {
    /// A port of any host address: a filter for a list of the kernel, which searches all connections for it.
    struct Port: Hashable {
        let family: IPFamily
        let transport: UInt8
        let number: UInt16
    }

    /// A publication, and whether its pattern matches the connections that it translates or those that it does not.
    private struct Translation {
        let publication: Publication
        let isFollowed: Bool
    }

    /// The most ports that are listed one by one; for more, a single list of all connections is faster.
    ///
    /// A walk through the kernel's table, full or empty, takes as long as the report of a thousand connections.
    private static var fewPorts: Int { 4 }

    private var translations: [Port: [Translation]] = [:]
    private var addresses: Set<IPAddress> = []
    private var ranges: [IPAddress: [Prefix]] = [:]
    private let hostPrefixes: [Prefix]

    /// Creates a matcher for patterns, on a host with these addresses.
    init(_ patterns: some Sequence<ConnectionPattern>, hostPrefixes: [Prefix]) {
        self.hostPrefixes = hostPrefixes
        for pattern in patterns {
            switch pattern {
            case .of(let address): addresses.insert(address)
            case .unmasqueraded(let address, from: let range): ranges[address, default: []].append(range)
            case .missing(let publication): add(Translation(publication: publication, isFollowed: false))
            case .following(let publication): add(Translation(publication: publication, isFollowed: true))
            }
        }
    }

    private mutating func add(_ translation: Translation) {
        // Connections without translation reach the host before and after the change.
        guard translation.publication.isTranslated else { return }
        for single in translation.publication.singles {
            let host = single.host
            let port = Port(family: host.address.family, transport: host.transport.number, number: host.port)
            translations[port, default: []].append(Translation(publication: single, isFollowed: translation.isFollowed))
        }
    }

    /// The ports whose connections must be listed, if there are few; nil for all connections.
    var ports: Set<Port>? {
        addresses.isEmpty && ranges.isEmpty && translations.count <= Self.fewPorts ? Set(translations.keys) : nil
    }

    /// Returns a Boolean value that indicates whether a pattern matches a connection.
    func matches(_ connection: ConnectionMessage) -> Bool {
        let (original, reply) = (connection.original, connection.reply)
        if addresses.contains(original.source) || addresses.contains(reply.source) { return true }
        if original.destination != reply.source,
            ranges[reply.source]?.contains(where: { $0.contains(reply.destination) }) ?? false
        {
            return true
        }
        guard let number = original.transport.destinationPort,
            let translations = translations[
                Port(family: connection.family, transport: original.transport.number, number: number)
            ]
        else { return false }
        return translations.contains { translation in
            let container = translation.publication.container
            let isTranslated = reply.source == container.address && reply.transport.sourcePort == container.port
            return isTranslated == translation.isFollowed
                && comes(to: translation.publication.host.address, addressedTo: original.destination)
        }
    }

    /// Returns a Boolean value that indicates whether a destination is the host address of a port, or any address of the host.
    private func comes(to hostAddress: IPAddress, addressedTo destination: IPAddress) -> Bool {
        hostAddress.isUnspecified ? hostPrefixes.contains { $0.contains(destination) } : hostAddress == destination
    }
}
