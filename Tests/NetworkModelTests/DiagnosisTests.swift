// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

@testable import NetworkModel

/// Findings of `mdnp doctor`, and the states without a finding.
struct DiagnosisTests {
    private let network: Network
    private let endpoint: Endpoint
    private var desired: DesiredState
    private var observed: ObservedState
    private var facts = HostFacts()
    private var unreserved: [Publication] = []

    /// Creates a host without faults: a dual-stack network with a container, and Docker's filter.
    init() throws {
        network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64")
        endpoint = try NetworkModelTests.endpoint("e1", on: "n1", "10.1.0.2/24", "fd00:1::2/64", sandbox: "/netns/1")
        desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)])
        observed = ObservedState(of: endpoint, on: network, as: desired)
        observed.forwardsIPv6 = true
        facts.routes = [
            HostRoute(to: try prefix("10.1.0.0/24"), link: network.bridge.description),
            HostRoute(to: try prefix("0.0.0.0/0"), link: "eth0"),
            HostRoute(to: try prefix("192.0.2.0/24"), link: "eth0"),
        ]
        facts.filters = [.iptables("iptables", .v4, FilterRule.acceptingMarked)]
        facts.addresses = [try address("192.0.2.1"), try address("2001:db8::1")]
        facts.connections = .init(100, of: 1000)
        facts.descriptors = .init(100, of: 1000)
    }

    /// Returns the findings after a change, as `CHECK SUBJECT`.
    private func findings(_ edit: (inout Self) throws -> Void = { _ in }) throws -> [String] {
        var other = self
        try edit(&other)
        let diagnosis = Diagnosis(
            of: other.desired,
            observed: other.observed,
            facts: other.facts,
            unreserved: other.unreserved
        )
        let findings = diagnosis.findings
        #expect(findings.allSatisfy { !$0.finding.isEmpty && !$0.advice.isEmpty })
        return findings.map { "\($0.check.rawValue) \($0.subject)" }
    }

    private func link(_ name: String) throws -> InterfaceName { try InterfaceName(name) }

    @Test func `a host without faults has no findings`() throws {
        #expect(try findings() == [])
    }

    @Test func `a bridge in no zone of a running firewalld is found, and a bridge in any zone is not`() throws {
        #expect(try findings { $0.facts.zones = FirewallZones() } == ["zones network n1"])
        let bridge = network.bridge
        #expect(try findings { $0.facts.zones = FirewallZones(zoneOfLink: [bridge.description: "trusted"]) } == [])
    }

    @Test func `disabled forwarding is found only if a network needs it`() throws {
        #expect(try findings { $0.facts.forwardsIPv4 = false } == ["ipv4-forwarding net.ipv4.ip_forward"])
        #expect(try findings { $0.observed.forwardsIPv6 = false } == ["ipv6-forwarding net.ipv6.conf.all.forwarding"])
        let closed = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", isInternal: true)
        let found = try findings {
            $0.desired = DesiredState([.addNetwork(NetworkRecord(closed, phase: .active))])
            $0.observed.veths = [:]
            $0.observed.firewall = Wanted(for: [closed], in: $0.desired, beside: []).required
            $0.facts.forwardsIPv4 = false
            $0.observed.forwardsIPv6 = false
        }
        #expect(found == [])
    }

    /// Turns IPv6 off for the bridge, with the kernel's effects: the bridge loses its IPv6 addresses, their routes and neighbors.
    private func turnOffIPv6(_ absence: IPv6Absence?, _ other: inout Self) {
        other.observed.ipv6Absence = absence
        other.observed.bridges[network.id]?.hasIPv6 = false
        other.observed.bridges[network.id]?.addresses = Set(
            network.gatewayAddresses.filter { $0.address.family == .v4 }
        )
        other.observed.bridges[network.id]?.routes = network.bridgeRoutes.filter { $0.family == .v4 }
        other.observed.neighbors = Set(endpoint.neighbors(on: network).filter { $0.address.family == .v4 })
        if absence == .kernel { other.observed.forwardsIPv6 = false }
    }

    @Test(arguments: IPv6Absence.allCases)
    func `IPv6 that is turned off later is found by its sysctl alone, and only if a network has IPv6`(
        absence: IPv6Absence
    ) throws {
        #expect(try findings { turnOffIPv6(absence, &$0) } == ["ipv6 \(absence.setting)"])
        let without = try NetworkModelTests.network("n1", "10.1.0.0/24")
        let found = try findings {
            $0.desired = DesiredState([.addNetwork(NetworkRecord(without, phase: .active))])
            $0.observed.veths = [:]
            $0.observed.bridges[without.id]?.addresses = Set(without.bridgeAddresses)
            $0.observed.bridges[without.id]?.hasIPv6 = false
            $0.observed.firewall = Wanted(for: [without], in: $0.desired, beside: []).required
            $0.observed.ipv6Absence = absence
            $0.observed.forwardsIPv6 = false
        }
        #expect(found == [])
    }

    @Test
    func `a port that waits for its address is no finding, and a port whose address the host has must be reserved`()
        throws
    {
        for (option, expected) in [("wait", []), ("refuse", ["addresses address 198.51.100.7"])] {
            let options = try BridgeOptions.ofNetwork([
                "publish.absent_address": option, "publish.bind": "198.51.100.7",
            ])
            let other = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", options: options)
            let host = HostPort(.tcp, try address("198.51.100.7"), 80)
            let publication = Publication(host, to: AddressPort(try address("10.1.0.2"), port: 80), of: endpoint.id)
            func edit(_ it: inout Self) {
                it.desired.apply(.addNetwork(NetworkRecord(other, phase: .active)))
                it.desired.apply(.publish(publication))
                it.observed.firewall.formUnion([publication].firewallElements)
                it.unreserved = [publication]
            }
            #expect(try findings { edit(&$0) } == expected)
            let found = try findings {
                edit(&$0)
                $0.facts.addresses.insert(host.address)
            }
            #expect(found == ["ports port 198.51.100.7:80/tcp"])
        }
    }

    @Test func `IPv6 that is turned off for one bridge is found, and IPv6 that is turned off for new links is not`()
        throws
    {
        let setting = "net.ipv6.conf.\(network.bridge).disable_ipv6"
        #expect(try findings { turnOffIPv6(nil, &$0) } == ["ipv6 \(setting)"])
        // The existing bridges still have IPv6.
        #expect(try findings { $0.observed.ipv6Absence = .newLinks } == [])
    }

    @Test func `a client list that stays unfilled is found, and an unused list is not`() throws {
        let list = try #require(ClientList("192.0.2.0/24,198.51.100.0/24"))
        let other = try #require(ClientList("203.0.113.0/24"))
        let network = try NetworkModelTests.network(
            "n1",
            "10.1.0.0/24",
            options: BridgeOptions.ofNetwork(["publish.allow": list.text])
        )
        func found(_ unfilled: Set<ClientListID>) throws -> [String] {
            try findings {
                $0.desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
                $0.observed.veths = [:]
                $0.observed.bridges[network.id]?.addresses = Set(network.bridgeAddresses)
                $0.observed.firewall = Wanted(for: [network], in: $0.desired, beside: []).required
                $0.observed.unfilledClientLists = unfilled
            }
        }
        #expect(try found([]) == [])
        #expect(try found([other.id]) == [])
        #expect(try found([list.id, other.id]) == ["kernel client list \(list.id)"])
    }

    @Test func `dropped frames are found with their fault and the option that admits them`() throws {
        let frames = [
            DroppedFrames(.source(try address("10.9.9.9")), count: 12), DroppedFrames(.claim, count: 1),
            DroppedFrames(.mac(try #require(MACAddress("52:54:00:00:00:01"))), count: 2),
            DroppedFrames(.etherType(0x88cc), count: 3),
        ]
        var other = self
        other.facts.droppedFrames = [endpoint.link: frames]
        let found = Diagnosis(of: other.desired, observed: other.observed, facts: other.facts, unreserved: []).findings
        #expect(Set(found.map(\.check)) == [.senders] && found.count == 4)
        #expect(Set(found.map(\.subject)).count == 4)
        let source = try #require(found.first { $0.subject == "endpoint e1, link mve1, IPv4" })
        #expect(
            source.finding
                == "12 frames were dropped in the last 10 minutes; the first has source address 10.9.9.9, "
                + "which is not assigned to the container"
        )
        #expect(source.advice.hasSuffix("--driver-opt allowed_addresses=10.9.9.9"))
        #expect(found.contains { $0.finding.hasPrefix("1 frame was dropped") })
        for option in ["spoof_check=off", "ethertypes=0x88cc"] {
            #expect(found.contains { $0.advice.hasSuffix(option) }, "\(option)")
        }
        // A removed link sends nothing.
        #expect(try findings { $0.facts.droppedFrames = [try link("mvgone"): frames] } == [])
    }

    @Test func `a link that ignores router advertisements is found only if mdnp enabled forwarding`() throws {
        let uplink = try link("eth0")
        #expect(try findings { $0.observed.advertisementListeners = [uplink] } == [])
        let found = try findings {
            $0.observed.advertisementListeners = [uplink]
            $0.desired.apply(.recordHostChange(.forwardsIPv6))
        }
        #expect(found == ["router-advertisements net.ipv6.conf.eth0.accept_ra"])
    }

    @Test func `a filter that drops allowed packets is found, for each family of a network`() throws {
        #expect(try findings { $0.facts.filters = [.iptables("iptables", .v4)] } == ["filter iptables FORWARD"])
        #expect(try findings { $0.facts.filters.append(.iptables("ip6tables", .v6)) } == ["filter ip6tables FORWARD"])
        #expect(try findings { $0.facts.filters = [.iptables("iptables", .v4, dropsTheRest: false)] } == [])
        // Packets of an internal network pass the filter only with bridge-nf-call-iptables.
        let closed = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64", isInternal: true)
        for filtersBridges in [true, false] {
            let found = try findings {
                $0.desired = DesiredState([.addNetwork(NetworkRecord(closed, phase: .active))])
                $0.observed.veths = [:]
                $0.observed.firewall = Wanted(for: [closed], in: $0.desired, beside: []).required
                $0.facts.filters = [.iptables("iptables", .v4, frames: filtersBridges ? [.v4] : [])]
            }
            #expect(found == (filtersBridges ? ["filter iptables FORWARD"] : []))
        }
    }

    @Test(arguments: [
        ("10.1.0.128/25", "tun0", true), ("10.1.0.0/24", "eth1", true), ("10.0.0.0/9", "tun0", true),
        ("fd00:1::/48", "tun0", true), ("10.2.0.0/24", "tun0", false), ("0.0.0.0/1", "tun0", false),
        ("10.1.0.0/24", "mdnp-n1", false),
    ])
    func `a route of another link that covers a subnet or is part of it is found`(
        destination: String,
        link: String,
        isFound: Bool
    ) throws {
        let route = HostRoute(to: try prefix(destination), link: link)
        let subnet = destination.contains(":") ? "fd00:1::/64" : "10.1.0.0/24"
        let found = try findings { $0.facts.routes.append(route) }
        #expect(found == (isFound ? ["routes network n1, subnet \(subnet)"] : []))
    }

    @Test(
        arguments: [
            ("10.0.0.0/8", .discard("blackhole route"), .usual, nil),
            (
                "10.1.0.0/25", .discard("blackhole route"), .usual,
                "blackhole route 10.1.0.0/25 leads out of the subnet: "
                    + "the host and published ports do not reach containers there"
            ),
            (
                "0.0.0.0/0", .forward, .first,
                "route 0.0.0.0/0 of link tun0 in table 52 takes precedence (ip rule): "
                    + "the host and published ports do not reach containers there"
            ),
            (
                "10.0.0.0/8", .forward, .selective,
                "route 10.0.0.0/8 of link tun0 in table 52 covers the subnet for packets that a routing rule selects (ip rule)"
            ),
            ("0.0.0.0/0", .forward, .selective, nil),
        ] as [(String, HostRoute.Effect, HostRoute.Lookup, String?)]
    )
    func `a route is found by its effect on packets to the subnet`(
        destination: String,
        effect: HostRoute.Effect,
        lookup: HostRoute.Lookup,
        text: String?
    ) throws {
        let route = HostRoute(
            to: try prefix(destination),
            link: effect == .forward ? "tun0" : nil,
            effect: effect,
            lookup: lookup,
            table: lookup == .usual ? nil : 52
        )
        var host = self
        host.facts.routes.append(route)
        let found = Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: []).findings
            .map(
                \.finding
            )
        #expect(found == [text].compactMap(\.self))
    }

    @Test func `a failed filter for 127_0_0_0 is found only for a bridge with IPv4`() throws {
        #expect(
            try findings { $0.facts.loopbackGuardFailure = "EPERM" } == ["loopback bridge \(network.bridge)"]
        )
        let six = try NetworkModelTests.network("n1", "fd00:1::/64")
        let found = try findings {
            $0.facts.loopbackGuardFailure = "EPERM"
            $0.desired = DesiredState([.addNetwork(NetworkRecord(six, phase: .active))])
            $0.observed.veths = [:]
            $0.observed.firewall = Wanted(for: [six], in: $0.desired, beside: []).required
        }
        #expect(!found.contains { $0.hasPrefix("loopback") })
    }

    @Test func `a resource that is nearly exhausted is found`() throws {
        #expect(try findings { $0.facts.connections = .init(899, of: 1000) } == [])
        #expect(try findings { $0.facts.connections = nil } == [])
        #expect(
            try findings { $0.facts.connections = .init(900, of: 1000) } == [
                "connections net.netfilter.nf_conntrack_max"
            ]
        )
        #expect(try findings { $0.facts.descriptors = .init(899, of: 1000) } == [])
        #expect(try findings { $0.facts.descriptors = .init(900, of: 1000) } == ["descriptors descriptor limit"])
    }

    @Test(arguments: [(949, false), (950, true)])
    func `a network that is nearly full is found`(count: Int, isFound: Bool) throws {
        let found = try findings { host in
            for index in 1..<count {
                host.desired.apply(.addEndpoint(try NetworkModelTests.endpoint("more\(index)", on: "n1")))
            }
        }
        #expect(found == (isFound ? ["endpoints network n1"] : []))
    }

    @Test(arguments: [(13, false), (14, true)])
    func `a pool that is nearly full is found`(count: Int, isFound: Bool) throws {
        let pool = try pool("10.9.0.0/28")
        let found = try findings { host in
            host.desired.apply(.addresses(.leasePool(pool)))
            for index in 1...count { host.desired.apply(try hold("10.9.0.\(index)", of: pool)) }
        }
        #expect(found == (isFound ? ["pools pool 10.9.0.0/28"] : []))
    }

    @Test(
        arguments: [
            (["snat": "192.0.2.9"], "192.0.2.9", "snat of network n1"),
            (["snat": "192.0.2.1,2001:db8::9"], "2001:db8::9", "snat of network n1"),
            (["publish.bind": "192.0.2.9"], "192.0.2.9", "publish.bind of network n1"),
            (
                ["snat": "192.0.2.9", "publish.bind": "192.0.2.9"], "192.0.2.9",
                "publish.bind of network n1, snat of network n1"
            ),
            (["snat": "192.0.2.1", "publish.bind": "192.0.2.1,2001:db8::1"], nil, ""),
            (["publish.bind": "localhost"], nil, ""), (["publish.bind": "any"], nil, ""),
            (["snat": "192.0.2.9", "masquerade": "false"], nil, ""),
            (["snat": "192.0.2.9", "gateway": "docker"], nil, ""),
        ] as [([String: String], String?, String)]
    )
    func `an address that a network uses and no host link has is found once`(
        options: [String: String],
        address: String?,
        use: String
    ) throws {
        let network = try NetworkModelTests.network(
            "n1",
            "10.1.0.0/24",
            "fd00:1::/64",
            options: BridgeOptions.ofNetwork(options)
        )
        var host = self
        host.desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
        let all = Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: []).findings
        let found = all.filter { $0.check == .addresses }
        #expect(found.map(\.subject) == [address.map { "address \($0)" }].compactMap(\.self))
        #expect(found.allSatisfy { $0.finding.hasSuffix("it is used by \(use)") })
        #expect(found.allSatisfy { $0.advice.contains("ip address add \(address ?? "")/") })
        // A block that the host accepts as its own, as for a proxy, includes the address.
        host.facts.ownBlocks = [try prefix("192.0.2.0/24"), try prefix("2001:db8::/64")]
        #expect(
            !Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: []).findings.contains {
                $0.check == .addresses
            }
        )
    }

    @Test func `ports published at an address that the host lost are found by the address`() throws {
        func publish(_ port: UInt16) throws -> Change {
            let host = HostPort(.tcp, try address("192.0.2.9"), port)
            return .publish(Publication(host, to: AddressPort(try address("10.1.0.2"), port: port), of: endpoint.id))
        }
        var host = self
        host.desired.apply(try publish(80))
        let one = Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: []).findings
            .filter {
                $0.check == .addresses
            }
        #expect(one.map(\.finding) == ["\(Diagnosis.missingAddress); it is used by port 192.0.2.9:80/tcp"])
        host.desired.apply(try publish(81))
        let two = Diagnosis(of: host.desired, observed: host.observed, facts: host.facts, unreserved: []).findings
            .filter {
                $0.check == .addresses
            }
        #expect(two.map(\.finding) == ["\(Diagnosis.missingAddress); it is used by 2 published ports"])
    }

    @Test func `a published port that is not reserved is found`() throws {
        let publication = Publication(
            HostPort(.tcp, try address("0.0.0.0"), 8080),
            to: AddressPort(try address("10.1.0.2"), port: 80),
            of: endpoint.id
        )
        #expect(try findings { $0.unreserved = [publication] } == ["ports port 0.0.0.0:8080/tcp"])
    }

    @Test func `links without an owner are found, and so are links that wait too long for the reaper`() throws {
        let id = try EndpointID("stray")
        let stray = VethLink(
            endpoint: id,
            network: network.id,
            name: try link("mvstray"),
            bridge: nil,
            isRetired: false
        )
        #expect(try findings { $0.observed.veths[id] = stray } == ["links link mvstray"])
        #expect(
            try findings {
                $0.observed.veths[id] = stray
                $0.observed.veths[id]?.isRetired = true
            } == ["links link mvstray"]
        )
        #expect(try findings { $0.observed.halfMade = [try link("mvhalf")] } == ["links link mvhalf"])
        let gone = try NetworkID("n9")
        #expect(
            try findings {
                $0.observed.bridges[gone] = BridgeLink(
                    network: gone,
                    name: try link("mdnp-n9"),
                    mac: network.bridgeMAC,
                    mtu: 1500,
                    addresses: []
                )
            } == ["links bridge mdnp-n9"]
        )
    }

    @Test func `every change that a repair would make is found`() throws {
        #expect(try findings { $0.observed.isFirewallWhole = false } == ["kernel firewall"])
        #expect(try findings { $0.observed.bridges[network.id]?.isUp = false } == ["kernel bridge mdnp-n1"])
        #expect(try findings { $0.observed.bridges[network.id]?.routes = [] } == ["kernel bridge mdnp-n1"])
        #expect(
            try findings { $0.observed.veths[endpoint.id]?.bridge = nil } == ["kernel link mve1 of bridge mdnp-n1"]
        )
    }

    @Test func `findings are listed in the order of the checks`() throws {
        let found = try findings {
            $0.observed.isFirewallWhole = false
            $0.facts.forwardsIPv4 = false
            $0.facts.descriptors = .init(10, of: 10)
        }
        #expect(
            found == ["ipv4-forwarding net.ipv4.ip_forward", "descriptors descriptor limit", "kernel firewall"]
        )
    }
}
