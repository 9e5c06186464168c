// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

/// Paths of `mdnp explain` between endpoints.
struct ExplanationTests {
    var desired: DesiredState
    var observed = ObservedState()
    var facts = HostFacts()
    var names: [EndpointID: String] = [:]

    /// Creates a host with two usual networks and one of each other kind.
    ///
    /// Each network has two containers, named by the letter of the network and a number.
    init() throws {
        desired = DesiredState()
        observed.isFirewallWhole = true
        observed.forwardsIPv6 = true
        facts.addresses = [try address("192.0.2.1"), try address("2001:db8::1")]
        facts.routes = [
            HostRoute(to: try prefix("0.0.0.0/0"), link: "eth0"), HostRoute(to: try prefix("::/0"), link: "eth0"),
            HostRoute(to: try prefix("172.17.0.0/16"), link: "docker0"),
        ]
        facts.filters = [.iptables("iptables", .v4, FilterRule.acceptingMarked)]
        let kinds: [(String, Options, isInternal: Bool)] = try [
            ("a", Options(), false), ("b", BridgeOptions.ofNetwork(["icc": "false"]), false), ("c", Options(), true),
            ("d", BridgeOptions.ofNetwork(["gateway": "docker"]), false),
            ("e", BridgeOptions.ofNetwork(["gateway": "none"]), false),
            (
                "f",
                BridgeOptions.ofNetwork(["masquerade": "false", "publish.allow": "198.51.100.0/24"]),
                false
            ),
            ("g", BridgeOptions.ofNetwork(["publish.internal": "true"]), true),
        ]
        for (index, (letter, options, isInternal)) in kinds.enumerated() {
            let network = try NetworkModelTests.network(
                letter,
                "10.\(index + 1).0.0/24",
                "fd00:\(index + 1)::/64",
                options: options,
                isInternal: isInternal
            )
            desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
            for number in 1...2 {
                let endpoint = try NetworkModelTests.endpoint(
                    "\(letter)\(number)",
                    on: letter,
                    "10.\(index + 1).0.\(number + 1)/24",
                    "fd00:\(index + 1)::\(number + 1)/64",
                    sandbox: "/netns/\(letter)\(number)"
                )
                join(endpoint, as: "\(letter)\(number)")
                guard network.publishes, number == 1 else { continue }
                for family in IPFamily.allCases {
                    let held = try #require(endpoint.addresses.first { $0.address.family == family })
                    let everywhere = try #require(IPAddress(rawValue: 0, family: family))
                    let host = HostPort(.tcp, everywhere, UInt16(8001 + index))
                    desired.apply(
                        .publish(Publication(host, to: AddressPort(held.address, port: 80), of: endpoint.id))
                    )
                }
            }
            observed.bridges[network.id] = BridgeLink(
                network: network.id,
                name: network.bridge,
                mac: network.bridgeMAC,
                mtu: 1500,
                isUp: true,
                addresses: Set(network.bridgeAddresses)
            )
            if network.options.gateway == .mdnp {
                facts.addresses.formUnion(network.gatewayAddresses.map(\.address))
                facts.routes += network.subnets.map { HostRoute(to: $0.prefix, link: network.bridge.description) }
            }
        }
        observed.foreignLinks = [try InterfaceName("docker0")]
        observed.firewall =
            Wanted(
                for: desired.neededNetworks,
                in: desired,
                beside: observed.foreignLinks
            ).required
    }

    /// Adds an endpoint with an active link, under the name of its container.
    mutating func join(_ endpoint: Endpoint, as name: String) {
        desired.apply(.addEndpoint(endpoint))
        names[endpoint.id] = name
        observed.veths[endpoint.id] = VethLink(
            endpoint: endpoint.id,
            network: endpoint.network,
            name: endpoint.link,
            bridge: desired.networks[endpoint.network]?.network.bridge,
            isRetired: false
        )
    }

    func paths(_ source: String, _ target: String) throws -> [Trace] {
        let explanation = Explanation(of: desired, observed: observed, facts: facts, names: names)
        let end = try TraceEndText(target)
        return explanation.paths(
            from: try explanation.ends(named: TraceEndText(source).name),
            to: try explanation.ends(named: end.name),
            port: end.port
        )
    }

    /// Returns the hop that blocks the path, the same for each family, or nil for an open path.
    func blockingHop(_ source: String, _ target: String) throws -> String? {
        let paths = try paths(source, target)
        let ends = Set(paths.map { path in path.isOpen ? nil : path.hops.last.map { "\($0.place): \($0.reason)" } })
        #expect(!paths.isEmpty && ends.count == 1, "\(source) to \(target): \(ends)")
        #expect(paths.allSatisfy { path in path.hops.allSatisfy { !$0.place.isEmpty && !$0.reason.isEmpty } })
        return ends.first ?? nil
    }

    func edited(_ edit: (inout Self) throws -> Void) rethrows -> Self {
        var other = self
        try edit(&other)
        return other
    }

    @Test(arguments: [
        ("a1", "a2"), ("a1", "a2:80"), ("a1", "a1"), ("b1", "b1"), ("c1", "c2"), ("d1", "d2"), ("e1", "e2"),
        ("g1", "g2"),
        ("a1", "198.51.100.7"), ("b1", "198.51.100.7:443"), ("f1", "2001:db8:7::7"), ("d1", "198.51.100.7"),
        ("host", "a1"), ("host", "b1:80"), ("host", "c1"), ("host", "g1"), ("192.0.2.1", "a1"),
        ("localhost", "host:8001"),
        ("a1", "host"), ("a1", "192.0.2.1:22"), ("c1", "host"), ("c1", "10.3.0.1"),
        ("198.51.100.7", "host:8001"), ("198.51.100.7", "192.0.2.1:8001"), ("198.51.100.7", "a1:80"),
        ("198.51.100.7", "f1:80"),
        ("198.51.100.7", "g1:80"), ("198.51.100.7", "host:22"), ("2001:db8:7::7", "b1:80"),
        ("b2", "a1:80"), ("b2", "host:8001"), ("b2", "b1:80"), ("b2", "host:8002"), ("b1", "192.0.2.1:8002"),
        ("a1", "[2001:db8::1]:8002"),
        ("d1", "a1:80"), ("g2", "g1:80"), ("g2", "host:8007"), ("f2", "host:8006"),
    ])
    func `an allowed path is open`(source: String, target: String) throws {
        #expect(try blockingHop(source, target) == nil)
    }

    @Test(
        arguments: [
            ("b1", "b2", "table bridge mdnp, chain forward: icc=false"),
            ("b1", "b2:80", "table bridge mdnp, chain forward: icc=false"),
            ("a1", "b1", "table inet mdnp, chain between_networks: networks are isolated from each other"),
            ("a1", "b1:81", "table inet mdnp, chain between_networks: networks are isolated from each other"),
            ("a1", "a2:80/udp", nil),
            ("c1", "a1", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
            ("c1", "a1:80", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
            ("c1", "10.3.0.1:8001", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
            ("c1", "198.51.100.7", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
            ("c1", "192.0.2.1", "table inet mdnp, chain from_no_egress: network c is internal"),
            ("g2", "198.51.100.7", "table inet mdnp, chain forward_from_networks: iifname @no_egress"),
            ("e1", "198.51.100.7", "network e: has gateway=none"),
            ("e1", "host", "network e: has gateway=none"),
            ("a1", "127.0.0.1", "table inet mdnp, chain prerouting: 127.0.0.1 is reachable from the host only"),
            ("198.51.100.7", "127.0.0.1:8001", "table inet mdnp, chain prerouting"),
            ("198.51.100.7", "a1", "table inet mdnp, chain forward_to_networks: only published ports"),
            ("198.51.100.7", "a1:81", "table inet mdnp, chain forward_to_networks: port 81/tcp of a1 is not published"),
            (
                "198.51.100.7", "a1:80/udp",
                "table inet mdnp, chain forward_to_networks: port 80/udp of a1 is not published"
            ),
            ("198.51.100.7", "d1:80", "network d: has gateway=docker"),
            (
                "203.0.113.1", "f1:80",
                "table inet mdnp, chain clients_e2fe00931702bc4b: publish.allow=198.51.100.0/24 does not allow"
            ),
            (
                "a1", "10.6.0.1:8006",
                "table inet mdnp, chain clients_e2fe00931702bc4b: publish.allow=198.51.100.0/24 does not allow"
            ),
            (
                "a1", "10.6.0.2:80",
                "table inet mdnp, chain between_networks: networks are isolated from each other; use 0.0.0.0:8006/tcp"
            ),
            ("198.51.100.7", "10.1.0.2:80", "table inet mdnp, chain forward_to_networks: use 0.0.0.0:8001/tcp"),
            ("host", "d1", "bridge mdnp-d: has no address"),
            ("a1", "172.17.0.2", "table inet mdnp, chain forward_from_networks: oifname @docker_bridges"),
            ("a1", "10.2.0.77", "bridge mdnp-b: no container has 10.2.0.77"),
        ] as [(String, String, String?)]
    )
    func `a blocked path names the hop that blocks it`(source: String, target: String, blockingHop: String?) throws {
        let found = try self.blockingHop(source, target)
        if let blockingHop {
            #expect(found?.hasPrefix(blockingHop) == true, "\(found ?? "nothing")")
        } else {
            #expect(found == nil)
        }
    }

    @Test func `a client list that is not filled yet admits only the host`() throws {
        let list = try #require(ClientList("198.51.100.0/24"))
        let unfilled = edited { $0.observed.unfilledClientLists = [list.id] }
        let found = try unfilled.blockingHop("198.51.100.7", "f1:80")
        #expect(
            found?.hasPrefix("table inet mdnp, chain clients_\(list.id): lacks ranges of publish.allow=198.51.100.0/24")
                == true
        )
        #expect(try unfilled.blockingHop("host", "f1:80") == nil)
        let filled = edited { $0.observed.unfilledClientLists = [] }
        #expect(try filled.blockingHop("198.51.100.7", "f1:80") == nil)
    }

    @Test func `a missing part of the kernel state blocks the path`() throws {
        let a1 = try EndpointID("a1")
        let a = try NetworkID("a")
        let cases: [(String, (inout Self) throws -> Void)] = [
            ("link mva1: is missing", { $0.observed.veths[a1] = nil }),
            ("link mva1: is down", { $0.observed.veths[a1]?.isUp = false }),
            ("link mva1: is not in its bridge", { $0.observed.veths[a1]?.bridge = nil }),
            ("bridge mdnp-a: is missing", { $0.observed.bridges[a] = nil }),
            ("bridge mdnp-a: is down", { $0.observed.bridges[a]?.isUp = false }),
            ("bridge mdnp-a: lacks its address", { $0.observed.bridges[a]?.addresses = [] }),
            ("bridge mdnp-a: lacks the host's route to 10.1.0.0/24", { $0.observed.bridges[a]?.routes = [] }),
            (
                "bridge mdnp-a: lacks the host's route to 10.1.0.0/24",
                {
                    $0.observed.bridges[a]?.routes = []
                    $0.facts.routes.removeAll { $0.link == "mdnp-a" }
                }
            ),
            ("table inet mdnp: is incomplete", { $0.observed.isFirewallWhole = nil }),
            ("table inet mdnp, chain publish: lacks the port", { $0.observed.firewall = [] }),
            (
                "route 10.1.0.0/25 of link tun0: diverts packets to",
                { $0.facts.routes.append(HostRoute(to: try prefix("10.1.0.0/25"), link: "tun0")) }
            ),
            ("net.ipv4.ip_forward: is 0", { $0.facts.forwardsIPv4 = false }),
            ("iptables FORWARD: drops it (policy drop)", { $0.facts.filters = [.iptables("iptables", .v4)] }),
        ]
        for (blockingHop, edit) in cases {
            let found = try edited(edit).blockingHop("198.51.100.7", "192.0.2.1:8001")
            #expect(found?.hasPrefix(blockingHop) == true, "\(found ?? "nothing") for \(blockingHop)")
        }
        let lost = edited { $0.observed.firewall = [] }
        #expect(
            try lost.blockingHop("a1", "198.51.100.7")?.hasPrefix("table bridge mdnp, chain check_source: lacks source")
                == true
        )
        let unrouted = edited { $0.facts.routes = [] }
        #expect(try unrouted.blockingHop("a1", "198.51.100.7") == "host: has no route to 198.51.100.7")
        let filtered = edited {
            $0.facts.filters = [.iptables("iptables", .v4, frames: [.v4])]
        }
        #expect(try filtered.blockingHop("a1", "10.1.0.3")?.hasPrefix("iptables FORWARD") == true)
    }

    @Test func `a port of a loopback address is reachable only from the host`() throws {
        let loopback = HostPort(.tcp, try address("127.0.0.1"), 9000)
        let publication = Publication(
            loopback,
            to: AddressPort(try address("10.1.0.3"), port: 90),
            of: try EndpointID("a2")
        )
        let other = edited {
            $0.desired.apply(.publish(publication))
            $0.observed.firewall.insert(.published(publication.host, publication.container))
        }
        #expect(try other.blockingHop("host", "127.0.0.1:9000") == nil)
        #expect(try other.blockingHop("198.51.100.7", "a2:90")?.hasPrefix("table inet mdnp, chain prerouting") == true)
        #expect(try other.blockingHop("b1", "127.0.0.1:9000")?.hasPrefix("table inet mdnp, chain prerouting") == true)
    }

    @Test func `a port that mdnp relays needs no forwarding`() throws {
        let six = HostPort(.tcp, try address("::"), 9000)
        let publication = Publication(six, to: AddressPort(try address("10.1.0.3"), port: 90), of: try EndpointID("a2"))
        let other = edited {
            $0.desired.apply(.publish(publication))
            $0.observed.forwardsIPv6 = false
        }
        #expect(try other.blockingHop("2001:db8:7::7", "host:9000") == nil)
    }

    @Test func `a container on two networks reaches everything that either network reaches`() throws {
        let endpoint = try NetworkModelTests.endpoint("x1", on: "c", "10.3.0.9/24", sandbox: "/netns/a1")
        let network = try #require(desired.networks[try NetworkID("c")]?.network)
        let other = edited {
            $0.join(endpoint, as: "a1")
            $0.observed.firewall.formUnion(endpoint.firewallElements(on: network))
        }
        #expect(try other.blockingHop("a1", "10.3.0.2") == nil)
        #expect(try other.blockingHop("a1", "198.51.100.7") == nil)
        #expect(try other.blockingHop("c1", "10.3.0.9") == nil)
    }

    @Test func `an endpoint in no container has no path`() throws {
        var endpoint = try #require(desired.endpoints[try EndpointID("a1")])
        for (occupancy, reason) in [
            (Occupancy.created, "no Join received yet"),
            (.left, "left, no DeleteEndpoint received yet"),
        ] {
            endpoint.occupancy = occupancy
            let other = edited { $0.desired.apply(.addEndpoint(endpoint)) }
            #expect(try other.blockingHop("a1", "a2") == "a1: has no container: \(reason)")
            #expect(try other.blockingHop("a2", "a1") == "a1: has no container: \(reason)")
        }
    }

    @Test func `each family has its own path, and a missing common family is reported`() throws {
        #expect(try paths("a1", "a2").map(\.family) == [.v4, .v6])
        #expect(try paths("a1", "10.1.0.3").map(\.family) == [.v4])
        let closed = edited { $0.observed.forwardsIPv6 = false }
        #expect(try closed.paths("198.51.100.7", "host:8001").map(\.isOpen) == [true])
        #expect(try closed.paths("b1", "host:8001").map(\.isOpen) == [true, false])
        let endpoint = try NetworkModelTests.endpoint("x1", on: "a", "10.1.0.9/24", sandbox: "/netns/x")
        let four = edited { $0.desired.apply(.addEndpoint(endpoint)) }
        #expect(
            try four.blockingHop("x1", "2001:db8:7::7")?.hasPrefix("endpoint x1: has no IPv6 address on network a")
                == true
        )
    }

    @Test func `a target is a name with an optional port, and any other text is refused`() throws {
        let understood: [(String, String, String?)] = [
            ("web", "web", nil), ("web:80", "web", "80/tcp"), ("web.1_x-y:53/udp", "web.1_x-y", "53/udp"),
            ("10.1.0.2", "10.1.0.2", nil), ("10.1.0.2:80/sctp", "10.1.0.2", "80/sctp"), ("fd00::2", "fd00::2", nil),
            ("[fd00::2]", "fd00::2", nil), ("[fd00::2]:443", "fd00::2", "443/tcp"), ("host:8080", "host", "8080/tcp"),
        ]
        for (text, name, port) in understood {
            let end = try TraceEndText(text)
            #expect(end.name == name && end.port?.description == port, "\(text)")
        }
        for text in [
            "", ":80", "web:", "web:0", "web:65536", "web:http", "web/udp", "web:80/icmp", "web:80/tcp/x", "[fd00::2",
            "[fd00::2]443", "[web]:80",
        ] {
            #expect(throws: Refusal.self, "\(text)") { try TraceEndText(text) }
        }
    }

    @Test func `an unknown or ambiguous name is refused`() throws {
        let explanation = Explanation(of: desired, observed: observed, facts: facts, names: names)
        #expect(throws: Refusal.self) { try explanation.ends(named: "nobody") }
        let unnamed = Explanation(of: desired, observed: observed, facts: facts)
        #expect(try unnamed.ends(named: "a1").count == 1)
        #expect(throws: Refusal.self) { try unnamed.ends(named: "a") }
    }
}
