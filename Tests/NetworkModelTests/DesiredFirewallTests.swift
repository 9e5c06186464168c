// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModelTesting
import Testing

@testable import NetworkModel

struct DesiredFirewallTests {
    private func state(_ network: Network, _ changes: Change...) -> DesiredState {
        DesiredState([.addNetwork(NetworkRecord(network, phase: .active))] + changes)
    }

    private func firewall(_ state: DesiredState) -> Wanted {
        Wanted(for: state.neededNetworks, in: state, beside: [])
    }

    @Test
    func `the firewall requires the elements of a joined endpoint, and tolerates those of an endpoint that has left`()
        throws
    {
        let network = try network("n1", "10.1.0.0/24", "fd00:1::/64")
        var endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24", "fd00:1::2/64", sandbox: "/netns/1")
        let own: Set<FirewallElement> = [
            .link(endpoint.link), .linkMAC(endpoint.link, endpoint.mac),
            .linkSource(endpoint.link, endpoint.mac, try address("10.1.0.2")),
            .linkSource(endpoint.link, endpoint.mac, try address("fd00:1::2")),
            .linkSource(endpoint.link, endpoint.mac, try address("fe80::6d:aff:fe01:2")),
            .linkAnnouncement(endpoint.link, endpoint.mac, try #require(IPv6Address("fd00:1::2"))),
            .linkAnnouncement(endpoint.link, endpoint.mac, try #require(IPv6Address("fe80::6d:aff:fe01:2"))),
            .iccMember(endpoint.mac, try address("10.1.0.2")), .iccMember(endpoint.mac, try address("fd00:1::2")),
            .iccMember(endpoint.mac, try address("fe80::6d:aff:fe01:2")),
            .connectionLimit(network.bridge, try address("10.1.0.2"), 16_384),
            .connectionLimit(network.bridge, try address("fd00:1::2"), 16_384),
            .connectionLimit(network.bridge, try address("fe80::6d:aff:fe01:2"), 16_384),
        ]
        #expect(endpoint.mac.description == "02:6d:0a:01:00:02")
        #expect(endpoint.firewallElements(on: network) == own)
        #expect(firewall(state(network, .addEndpoint(endpoint))).required.isSuperset(of: own))
        endpoint.occupancy = .left
        let left = firewall(state(network, .addEndpoint(endpoint)))
        #expect(left.tolerated == own)
        #expect(left.required.isDisjoint(with: own))
    }

    @Test func `an endpoint without addresses may send from any address`() throws {
        let network = try network("n1")
        let endpoint = try endpoint("e1", on: "n1")
        #expect(
            endpoint.firewallElements(on: network) == [
                .link(endpoint.link), .linkMAC(endpoint.link, endpoint.mac), .anySource(endpoint.link),
            ]
        )
    }

    @Test func `endpoints of a network with icc=false are isolated`() throws {
        let network = try network("n1", "10.1.0.0/24", options: BridgeOptions.ofNetwork(["icc": "false"]))
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24")
        #expect(endpoint.firewallElements(on: network).contains(.isolated(endpoint.link)))
        #expect(network.firewallElements.contains(.subnet(network.bridge, try prefix("10.1.0.0/24"))))
        #expect(!network.firewallElements.contains(.icc(network.bridge)))
    }

    @Test func `a published port is an element for translation or for the relay, except an IPv6 loopback port`() throws
    {
        let web = try publication(hostPort("0.0.0.0", 8080), "10.1.0.2", 80, of: "e1")
        let relayed = try publication(hostPort("::", 8080), "10.1.0.2", 80, of: "e1")
        let other = try publication(hostPort("0.0.0.0", 8081), "10.1.0.2", 81, of: "e1")
        let local = try publication(hostPort("::1", 8080), "10.1.0.2", 80, of: "e1")
        #expect(
            [web, relayed, local, other].firewallElements == [
                .relayed(relayed.host), .published(web.host, web.container), .published(other.host, other.container),
            ]
        )
        #expect([local].firewallElements == [])
    }

    @Test func `the firewall has the other networks of a container that publishes ports, in both families`() throws {
        let networks = [
            try network("n1", "10.1.0.0/24", "fd00:1::/64"), try network("n2", "10.2.0.0/24", "fd00:2::/64"),
            try network("n3", "10.3.0.0/24"),
        ]
        let web = try endpoint("e1", on: "n1", "10.1.0.2/24", "fd00:1::2/64", sandbox: "/netns/1")
        let both = try endpoint("e2", on: "n2", "10.2.0.2/24", "fd00:2::2/64", sandbox: "/netns/1")
        let one = try endpoint("e3", on: "n3", "10.3.0.2/24", sandbox: "/netns/1")
        let stranger = try endpoint("e4", on: "n2", "10.2.0.3/24", sandbox: "/netns/2")
        let ports = try [
            publication(hostPort("0.0.0.0", 8080), "10.1.0.2", 80, of: "e1"),
            publication(hostPort("::", 8080), "fd00:1::2", 80, of: "e1"),
            publication(hostPort("0.0.0.0", 8081), "10.2.0.3", 80, of: "e4"),
        ]
        var state = DesiredState(
            networks.map { .addNetwork(NetworkRecord($0, phase: .active)) }
                + [web, both, one, stranger].map { .addEndpoint($0) }
                + ports.map { .publish($0) }
        )
        let known = { (state: DesiredState) in
            self.firewall(state).required.filter { if case .multihomed = $0 { true } else { false } }
        }
        let beside = try [
            FirewallElement.multihomed(address("10.1.0.2"), networks[1].bridge),
            .multihomed(address("fd00:1::2"), networks[1].bridge),
        ]
        let alone = FirewallElement.multihomed(try address("10.1.0.2"), networks[2].bridge)
        #expect(known(state) == Set(beside + [alone]))
        #expect(state.multihomedElements(beside: both) == Set(beside))
        #expect(state.multihomedElements(beside: one) == [alone])
        #expect(state.multihomedElements(beside: web) == [])
        state.apply(.removeEndpoint(both.id))
        #expect(known(state) == [alone])
        #expect(state.multihomedElements(beside: both) == Set(beside))
        state.apply(.withdraw(ports[0].host))
        #expect(known(state) == [])
    }

    @Test func `a client list exists once for a network, and once for each endpoint with a list of its own`() throws {
        let options = try BridgeOptions.ofNetwork(["publish.allow": "192.0.2.0/24,2001:db8::/32"])
        let network = try network("n1", "10.1.0.0/24", "fd00:1::/64", options: options)
        let plain = try endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/netns/1")
        let own = try Endpoint(
            id: EndpointID("e2"),
            network: network.id,
            ipv4: held("10.1.0.3/24"),
            ipv6: held("fd00:1::3/64"),
            options: BridgeOptions.ofEndpoint(["publish.allow": "198.51.100.7"]),
            occupancy: .joined(Sandbox("/netns/2"))
        )
        let lists = try (
            #require(options.publishing.clients), #require(own.publishing.clients)
        )
        #expect(
            network.firewallElements.isSuperset(of: [
                .clients(lists.0.id), .restrictedNetwork(network.bridge, to: lists.0.id),
            ])
        )
        let isOfLists = { (element: FirewallElement) in
            switch element {
            case .clients, .restricted, .restrictedNetwork: true
            default: false
            }
        }
        #expect(plain.firewallElements(on: network).filter(isOfLists).isEmpty)
        let restricted: Set<FirewallElement> = own.firewallElements(on: network).filter(isOfLists)
        #expect(
            try restricted == [
                .clients(lists.1.id), .restricted(address("10.1.0.3"), to: lists.1.id),
                .restricted(address("fd00:1::3"), to: lists.1.id),
            ]
        )
        let state = state(network, .addEndpoint(plain), .addEndpoint(own))
        #expect(state.clientLists == [lists.0, lists.1])
        #expect(firewall(state).required.filter(isOfLists).count == 5)
    }

    @Test func `a relayed port admits only the clients of a list, and the element is removed with the port`() throws {
        let options = try BridgeOptions.ofNetwork(["publish.allow": "192.0.2.0/24,2001:db8::/32"])
        let network = try network("n1", "10.1.0.0/24", options: options)
        let own = try BridgeOptions.ofEndpoint(["publish.allow": "198.51.100.7,2001:db8:1::7"])
        let endpoints = try [("e1", Options()), ("e2", own)].map { name, options in
            try Endpoint(
                id: EndpointID(name),
                network: network.id,
                ipv4: held("10.1.0.3/24"),
                options: options,
                occupancy: .joined(Sandbox("/netns/\(name)"))
            )
        }
        let lists = try [#require(options.publishing.clients).id, #require(own.publishing.clients).id]
        let target = try AddressPort(address("10.1.0.3"), port: 80)
        for (endpoint, list) in zip(endpoints, lists) {
            let run = Publication(HostPort(.tcp, try address("::"), 8080), to: target, of: endpoint.id, count: 20)
            let relayed = [
                run, Publication(HostPort(.udp, try address("2001:db8::1"), 53), to: target, of: endpoint.id),
            ]
            let others = [
                Publication(HostPort(.tcp, try address("0.0.0.0"), 8080), to: target, of: endpoint.id),
                Publication(HostPort(.tcp, try address("::1"), 9090), to: target, of: endpoint.id),
            ]
            let expected: Set<FirewallElement> = [
                .restrictedRelayedPort(run.host, through: 8099, to: list),
                .restrictedRelayedPort(relayed[1].host, through: 53, to: list),
            ]
            let isRestricted = { (element: FirewallElement) in
                if case .restrictedRelayedPort = element { true } else { false }
            }
            let before = state(network, .addEndpoint(endpoint))
            #expect(
                before.firewallElements(of: endpoint.id, publishingAlso: relayed + others).filter(isRestricted)
                    == expected
            )
            let changes = [Change.addEndpoint(endpoint)] + (relayed + others).map { .publish($0) }
            let after = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))] + changes)
            #expect(firewall(after).required.filter(isRestricted) == expected)
            let withdrawal = after.publications.withdrawing(relayed + others)
            #expect(after.firewallChange(withdrawing: withdrawal).removed.filter(isRestricted) == expected)
        }
    }

    @Test func `a network without published ports has no client list, and neither have its endpoints`() throws {
        let options = try BridgeOptions.ofNetwork(["publish.allow": "192.0.2.0/24", "gateway": "none"])
        let network = try network("n1", "10.1.0.0/24", options: options)
        let endpoint = try Endpoint(
            id: EndpointID("e1"),
            network: network.id,
            ipv4: held("10.1.0.3/24"),
            options: options,
            occupancy: .joined(Sandbox("/netns/1"))
        )
        let state = state(network, .addEndpoint(endpoint))
        #expect(firewall(state).required.allSatisfy { $0.clientList == nil })
        #expect(state.clientLists.isEmpty)
    }

    @Test func `an internal network publishes ports only if an option enables it`() throws {
        for (publishes, options) in [
            (false, Options()), (true, try BridgeOptions.ofNetwork(["publish.internal": "true"])),
        ] {
            let network = try network("n1", "10.1.0.0/24", options: options, isInternal: true)
            #expect(network.publishes == publishes)
            #expect(network.firewallElements.contains(.noEgress(network.bridge)))
        }
    }

    @Test func `elements of an endpoint before its Join are neither missing nor surplus`() throws {
        let network = try network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24")
        let state = state(network, .addEndpoint(endpoint))
        var observed = ObservedState()
        observed.isFirewallWhole = true
        observed.firewall = network.firewallElements
        #expect(Plan.firewall(for: [network], in: state, observed: observed).isEmpty)
        observed.firewall.formUnion(endpoint.firewallElements(on: network))
        #expect(Plan.firewall(for: [network], in: state, observed: observed).isEmpty)
        observed.firewall.insert(.isolated(endpoint.link))
        #expect(
            Plan.firewall(for: [network], in: state, observed: observed)
                == .change(adding: [], removing: [.isolated(endpoint.link)])
        )
    }
}
