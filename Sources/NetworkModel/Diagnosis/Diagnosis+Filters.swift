// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The filters of other programs that drop packets allowed by mdnp.
extension Diagnosis {
    /// One finding for each filter, about the first network whose packets it drops.
    var filters: [Finding] {
        facts.filters.compactMap { filter in
            for network in networks {
                for sample in samples(of: network) {
                    guard let blockingRule = filter.blockingRule(for: sample.packet) else { continue }
                    return Finding(
                        .filter,
                        about: filter.place,
                        finding: """
                            drops \(sample.what) of \(network.subject) that mdnp allows: \
                            \(blockingRule.place == filter.place ? "" : "\(blockingRule.place), ")\(blockingRule.rule)
                            """,
                        advice: filter.advice + " (Documentation/Firewalls.md)"
                    )
                }
            }
            return nil
        }
    }

    /// Rules of users in `DOCKER-USER` whose accepted packets mdnp drops earlier.
    ///
    /// The packets go to or from a network without outbound access, or come from Docker's own networks.
    var acceptedWays: [Finding] {
        facts.filters.flatMap(\.acceptedWays).compactMap { way in
            guard let target = networks.first(where: { $0.owns(way.output) }), way.input != way.output,
                !target.options.trustedLinks.contains(where: { $0.description == way.input })
            else { return nil }
            let source = networks.first { $0.owns(way.input) }
            guard source != nil || observed.foreignLinks.contains(where: { $0.description == way.input }) else {
                return nil
            }
            let closed = [source, target].compactMap(\.self).first { !$0.hasWayOut }
            guard source == nil || closed != nil else { return nil }
            return Finding(
                .filter,
                about: way.rule,
                finding: """
                    accepts packets from \(source?.linkSubject ?? "bridge \(way.input)") to \(target.linkSubject ?? target.subject), \
                    but mdnp drops them before this rule
                    """,
                advice: [
                    closed.map { "create \($0.subject) without --internal and gateway" },
                    source == nil ? "create \(target.subject) with -o trusted_links=\(way.input)" : nil,
                ].compactMap(\.self).joined(separator: ", and ") + " (Documentation/Firewalls.md)"
            )
        }
    }

    private struct Sample {
        let what: String
        let packet: FilteredPacket
    }

    /// Returns one packet of each kind that a network's containers send and receive; their peers are unknown.
    private func samples(of network: Network) -> [Sample] {
        IPFamily.allCases.filter { network.has($0) }.flatMap { family in
            var samples: [Sample] = []
            let container = address(of: network, family: family)
            if network.hasWayOut {
                let uplink = facts.defaultRoute(family)?.link
                let link = network.link?.description
                let out = facts.packet(family, place: .first, from: link, source: container, to: uplink)
                let back = facts.packet(family, place: .answer, from: uplink, to: link, destination: container)
                samples += [Sample(what: "connections", packet: out), Sample(what: "answers", packet: back)]
            }
            if let publication = publication(of: network, family: family) {
                let uplink = facts.defaultRoute(family)?.link
                let packet = facts.packet(to: publication, on: network, from: uplink)
                samples.append(Sample(what: "connections to published ports", packet: packet))
            }
            if network.options.icc, let frame = network.frame(family, from: container, to: container) {
                samples.append(Sample(what: "frames between containers", packet: frame))
            }
            return samples
        }
    }

    /// Returns an address of a network's containers: that of an existing one, or else an address of its subnet.
    private func address(of network: Network, family: IPFamily) -> IPAddress? {
        let held = desired.endpoints(of: network.id).sorted().compactMap { desired.endpoints[$0]?.address(family) }
        return held.first ?? network.subnets.first { $0.prefix.family == family }?.prefix.last
    }

    private func publication(of network: Network, family: IPFamily) -> Publication? {
        desired.endpoints(of: network.id).sorted().lazy.flatMap { desired.publications.of($0) }.first {
            $0.isTranslated && $0.host.address.family == family && !$0.host.address.isLoopback
        }
    }
}

extension HostFacts {
    /// Returns a host link by its name.
    func link(_ name: InterfaceName) -> FilteredPacket.Link {
        FilteredPacket.Link(name.description, index: links[name.description])
    }

    /// Returns the default route of a family.
    func defaultRoute(_ family: IPFamily) -> HostRoute? {
        routes.first { $0.destination.family == family && $0.destination.length == 0 && $0.link != nil }
    }

    /// Returns a packet from one link to another; nil for an unknown link or address.
    func packet(
        _ family: IPFamily,
        place: FilteredPacket.Place,
        from input: String?,
        source: IPAddress? = nil,
        to output: String?,
        destination: IPAddress? = nil
    ) -> FilteredPacket {
        var packet = FilteredPacket(family, place)
        packet.input = input.map { .init($0, index: links[$0]) }
        packet.output = output.map { .init($0, index: links[$0]) }
        packet.source = source
        packet.destination = destination
        return packet
    }

    /// Returns the first packet to a published port after the translation of its destination; nil for an unknown link or address.
    func packet(
        to publication: Publication,
        on network: Network,
        from input: String?,
        source: IPAddress? = nil
    ) -> FilteredPacket {
        let target = publication.container.address
        var packet = packet(
            target.family,
            place: .first,
            from: input,
            source: source,
            to: network.link?.description,
            destination: target
        )
        packet.isTranslated = true
        packet.transport = publication.host.transport
        packet.destinationPort = publication.container.port
        return packet
    }
}

extension Network {
    /// Returns a frame from one container of the network to another, as filters of other programs see it; nil if none sees it.
    func frame(_ family: IPFamily, from source: IPAddress?, to target: IPAddress?) -> FilteredPacket? {
        mode.behavior.frame(family, from: source, to: target, on: self)
    }
}
