// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

// Addresses and routes of the host, and source addresses of containers.

extension ExplanationTests {
    @Test func `a bridge without IPv6 blocks IPv6 paths, and the reason names the sysctl`() throws {
        let other = edited {
            $0.observed.ipv6Absence = .allLinks
            for id in $0.observed.bridges.keys { $0.observed.bridges[id]?.hasIPv6 = false }
        }
        let paths = try other.paths("198.51.100.7", "host:8001") + other.paths("2001:db8:9::7", "host:8001")
        #expect(paths.map(\.isOpen) == [true, false])
        let place = try #require(paths.last?.hops.last { !$0.isOpen })
        #expect(place.reason == "has no IPv6 address: net.ipv6.conf.all.disable_ipv6 is 1")
    }

    @Test func `dropped frames from a foreign source address are part of an explanation`() throws {
        let sender = try #require(desired.endpoints.values.first { names[$0.id] == "a1" })
        let other = try edited {
            $0.facts.droppedFrames = [sender.link: [DroppedFrames(.source(try address("10.1.0.77")), count: 3)]]
        }
        let near = try #require(try other.blockingHop("10.1.0.77", "a2"))
        #expect(near.hasPrefix("table bridge mdnp, chain check_source: drops packets of a1 with source 10.1.0.77,"))
        #expect(near.contains("--driver-opt allowed_addresses=10.1.0.77"))
        let own = try other.paths("a1", "a2").flatMap(\.hops)
        #expect(own.allSatisfy(\.isOpen) && own.contains { $0.reason.contains("3 frames were dropped") })
        // An address outside the networks may also belong to another host.
        let far = try edited {
            $0.facts.droppedFrames = [sender.link: [DroppedFrames(.source(try address("198.51.100.7")), count: 3)]]
        }
        #expect(try far.blockingHop("198.51.100.7", "host:8001") == nil)
    }

    @Test func `a network is reachable from the networks of its trusted links, and not in the opposite direction`()
        throws
    {
        func trusting(_ links: String...) throws -> Self {
            try edited {
                let options = try BridgeOptions.ofNetwork(["trusted_links": links.joined(separator: ",")])
                let network = try NetworkModelTests.network("a", "10.1.0.0/24", "fd00:1::/64", options: options)
                $0.desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
            }
        }
        let other = try trusting("mdnp-b", "mdnp-c")
        #expect(try other.blockingHop("b1", "10.1.0.2") == nil)
        #expect(try other.blockingHop("b1", "a1:81") == nil)
        #expect(
            try other.blockingHop("a1", "b1:81")?.hasPrefix(
                "table inet mdnp, chain between_networks: networks are isolated from"
            )
                == true
        )
        #expect(
            try other.blockingHop("c1", "a1:81")?.hasPrefix(
                "table inet mdnp, chain forward_from_networks: iifname @no_egress"
            ) == true
        )
    }

    @Test
    func `a DOCKER-USER rule opens the path between two networks if mdnp's rules pass the packet to DOCKER-USER`()
        throws
    {
        let links: [FilterCondition] = [.link(.inputName, "mdnp-b"), .link(.outputName, "mdnp-a")]
        func ruled(_ rules: FilterRule..., isShown: Bool = true, before: FilterRule? = nil) -> Self {
            edited {
                let mark = withUnsafeBytes(of: UInt32(0x8d00_0000)) { Array($0) }
                let undecided = FilterCondition.compare(FilterValue(.mark), .equal, mark)
                let forward = [
                    before, isShown ? FilterRule("rule 1", [undecided], .jump("MDNP-BETWEEN")) : nil,
                    FilterRule("rule 2", [], .jump("DOCKER-USER")), .acceptingMarked,
                ].compactMap(\.self)
                let chains = [
                    ForwardFilter.Chain("DOCKER-USER", rules),
                    ForwardFilter.Chain(
                        "MDNP-BETWEEN",
                        [FilterRule("rule 2", [], .jump("DOCKER-USER")), FilterRule("rule 4", [], .drop)]
                    ),
                ]
                $0.facts.filters = IPFamily.allCases.map { family in
                    ForwardFilter(
                        .iptables("iptables"),
                        packets: [family],
                        base: ForwardFilter.Chain("FORWARD", forward),
                        chains: chains,
                        dropsTheRest: false
                    )
                }
            }
        }
        let accepting = FilterRule("rule 1", links, .accept)
        #expect(try ruled(accepting).blockingHop("b1", "a1:81") == nil)
        #expect(
            try ruled(accepting).paths("b1", "a1:81").first?.hops.contains { $0.place == "iptables DOCKER-USER" }
                == true
        )
        #expect(
            try ruled(accepting).blockingHop("a1", "b1:81")?.hasSuffix(
                "; \"iptables -I DOCKER-USER -i mdnp-a -o mdnp-b -j ACCEPT\" allows it"
            ) == true
        )
        #expect(
            try ruled().blockingHop("b1", "a1:81")?.hasPrefix(
                "iptables MDNP-BETWEEN: rule 4: networks are isolated from"
            )
                == true
        )
        #expect(
            try ruled(FilterRule("rule 1", links, .drop), accepting).blockingHop("b1", "a1:81")?
                .hasPrefix("iptables DOCKER-USER: rule 1: networks are isolated from") == true
        )
        // Packets that another rule accepts never reach DOCKER-USER.
        for filter in [
            ruled(accepting, isShown: false), ruled(accepting, before: FilterRule("rule 1", [], .accept)),
        ] {
            #expect(
                try filter.blockingHop("b1", "a1:81")?.hasPrefix("table inet mdnp, chain between_networks: networks")
                    == true
            )
        }
        #expect(try ruled(accepting).blockingHop("c1", "a1:81")?.contains("iifname @no_egress") == true)
    }

    @Test func `an allowed address of a container is explained as the container's own address`() throws {
        let node = try Endpoint(
            id: EndpointID("a3"),
            network: NetworkID("a"),
            ipv4: held("10.1.0.9/24"),
            options: BridgeOptions.ofEndpoint(["allowed_addresses": "10.1.0.100,10.8.0.0/16"]),
            occupancy: .joined(Sandbox("/netns/a3"))
        )
        let other = edited {
            $0.join(node, as: "a3")
            $0.observed.firewall = Wanted(for: $0.desired.neededNetworks, in: $0.desired, beside: []).required
        }
        #expect(try other.blockingHop("a1", "10.1.0.100") == nil)
        #expect(try other.blockingHop("host", "10.1.0.100") == nil)
        #expect(try other.paths("10.1.0.100", "a1").flatMap(\.hops).contains { $0.place == "a3" })
    }

    @Test func `an address that no host link has leads nowhere, in agreement with the doctor`() throws {
        let a1 = try EndpointID("a1")
        let host = HostPort(.tcp, try address("192.0.2.9"), 9000)
        let publication = Publication(host, to: AddressPort(try address("10.1.0.2"), port: 90), of: a1)
        let other = edited {
            $0.desired.apply(.publish(publication))
            $0.observed.firewall.insert(.published(publication.host, publication.container))
        }
        for target in ["192.0.2.9:9000", "a1:90"] {
            #expect(try other.blockingHop("198.51.100.7", target)?.hasPrefix("address 192.0.2.9: ") == true)
        }
        #expect(try other.blockingHop("198.51.100.7", "192.0.2.1:8001") == nil)
        let network = try NetworkModelTests.network(
            "h",
            "10.20.0.0/24",
            options: BridgeOptions.ofNetwork(["snat": "192.0.2.9"])
        )
        let endpoint = try NetworkModelTests.endpoint("h1", on: "h", "10.20.0.2/24", sandbox: "/netns/h1")
        let sending = edited {
            $0.desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
            $0.observed.bridges[network.id] = BridgeLink(
                network: network.id,
                name: network.bridge,
                mac: network.bridgeMAC,
                mtu: 1500,
                isUp: true,
                addresses: Set(network.bridgeAddresses)
            )
            $0.join(endpoint, as: "h1")
            $0.observed.firewall.formUnion(endpoint.firewallElements(on: network))
        }
        let blockingHop = try sending.blockingHop("h1", "198.51.100.7")
        let use = "is the source address of outbound traffic (snat)"
        #expect(blockingHop == "address 192.0.2.9: \(use): \(Diagnosis.missingAddress)")
        for broken in [other, sending] {
            let found = Diagnosis(of: broken.desired, observed: broken.observed, facts: broken.facts, unreserved: [])
                .findings
            #expect(found.contains { $0.check == .addresses && $0.subject == "address 192.0.2.9" })
        }
    }

    @Test(
        arguments: [
            (HostRoute.Effect.forward, HostRoute.Lookup.usual), (.forward, .first), (.forward, .selective),
            (.discard("blackhole route"), .usual), (.discard("blackhole route"), .first),
            (.discard("blackhole route"), .selective),
        ],
        [UInt32(0), 100]
    )
    func `a route blocks the host from a container exactly if the doctor reports the route`(
        kind: (effect: HostRoute.Effect, lookup: HostRoute.Lookup),
        priority: UInt32
    ) throws {
        let unreached = "the host and published ports do not reach containers there"
        for destination in [
            "10.1.0.2/32", "10.1.0.0/25", "10.1.0.0/24", "10.1.0.0/16", "10.0.0.0/8", "0.0.0.0/0", "10.9.0.0/24",
        ] {
            let route = HostRoute(
                to: try prefix(destination),
                link: kind.effect == .forward ? "tun0" : nil,
                effect: kind.effect,
                lookup: kind.lookup,
                priority: priority
            )
            let host = edited { $0.facts.routes.append(route) }
            let findings = Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: [])
                .findings
            let isFound = findings.contains { finding in
                finding.check == .routes && finding.subject.hasPrefix("network a, subnet 10.1")
                    && finding.finding.contains(unreached)
            }
            #expect(try (host.blockingHop("host", "10.1.0.2") != nil) == isFound, "\(route), \(priority)")
        }
    }
}
