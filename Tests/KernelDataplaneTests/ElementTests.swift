// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import NetworkModel
import Testing

/// The elements of the firewall, as mdnp adds and lists them.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct ElementTests {
    private let host: Host

    init() throws {
        host = try Host()
    }

    private static let published = HostPort(.tcp, .any(.v4), 8080)

    private static let list = ClientList.of("192.0.2.0/24").id

    /// One element of each kind, and of each family where both exist.
    private static let all: [FirewallElement] = [
        .network(.of("br")), .noEgress(.of("br")), .icc(.of("br")), .masqueraded(.of("br"), .v4),
        .masqueraded(.of("br"), .v6),
        .snat(.of("br"), .of("192.0.2.1")), .snat(.of("br"), .of("2001:db8::1")), .dockerLink(.of("docker0")),
        .endpointSNAT(.of("br"), .of("10.1.0.2"), under: .of("192.0.2.1")),
        .endpointSNAT(.of("br"), .of("fd00:1::2"), under: .of("2001:db8::1")),
        .subnet(.of("br"), .of("10.1.0.0/24")), .subnet(.of("br"), .of("fd00:1::/64")),
        .subnet(.of("br"), .of("10.6.0.0/15")),
        .published(published, AddressPort(.of("10.1.0.2"), port: 80)),
        .published(HostPort(.udp, .any(.v6), 53), AddressPort(.of("fd00:1::2"), port: 5353)),
        .published(HostPort(.sctp, .of("192.0.2.1"), 8080), AddressPort(.of("10.1.0.2"), port: 80)),
        .published(HostPort(.tcp, .of("2001:db8::1"), 65_535), AddressPort(.of("fd00:1::2"), port: 1)),
        .relayed(HostPort(.tcp, .any(.v4), 81)), .relayed(HostPort(.tcp, .any(.v6), 80)),
        .relayed(HostPort(.udp, .of("192.0.2.1"), 80)), .relayed(HostPort(.udp, .of("2001:db8::1"), 80)),
        .publishedRange(HostPort(.udp, .any(.v4), 10_000), through: 20_000, to: .of("10.1.0.2")),
        .publishedRange(HostPort(.udp, .any(.v6), 10_000), through: 20_000, to: .of("fd00:1::2")),
        .publishedRange(HostPort(.tcp, .of("192.0.2.1"), 1), through: 65_535, to: .of("10.1.0.2")),
        .publishedRange(HostPort(.sctp, .of("2001:db8::1"), 100), through: 199, to: .of("fd00:1::2")),
        .relayedRange(HostPort(.tcp, .any(.v4), 300), through: 399),
        .relayedRange(HostPort(.udp, .any(.v6), 300), through: 399),
        .relayedRange(HostPort(.tcp, .of("192.0.2.1"), 300), through: 399),
        .relayedRange(HostPort(.udp, .of("2001:db8::1"), 300), through: 399),
        .multihomed(.of("10.1.0.2"), .of("br2")), .multihomed(.of("fd00:1::2"), .of("br2")),
        .clients(list), .restricted(.of("10.1.0.2"), to: list), .restricted(.of("fd00:1::2"), to: list),
        .restrictedNetwork(.of("br"), to: list),
        .restrictedRelayedPort(HostPort(.tcp, .any(.v6), 80), through: 80, to: list),
        .restrictedRelayedPort(HostPort(.udp, .any(.v4), 300), through: 399, to: list),
        .restrictedRelayedPort(HostPort(.udp, .of("2001:db8::1"), 80), through: 80, to: list),
        .restrictedRelayedPort(HostPort(.tcp, .of("192.0.2.1"), 300), through: 399, to: list),
        .link(.of("mv1")), .linkMAC(.of("mv1"), .of("02:6d:0a:01:00:02")),
        .linkSource(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("10.1.0.2")),
        .linkSource(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("fd00:1::2")), .anySource(.of("mv2")),
        .isolated(.of("mv1")),
        .allowedSource(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("10.8.0.0/16")),
        .allowedSource(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("fd00:8::/64")),
        .allowedAnnouncement(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("10.1.0.100")),
        .allowedAnnouncement(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("fd00:1::64-fd00:1::67")),
        .allowedEtherType(.of("mv1"), 0x88cc), .noLinkLocal(.of("mv1")),
        .arrival(.of("eth0"), number: 3), .replies,
        .linkLocalSource(.of("mv1"), .of("02:6d:0a:01:00:02"), IPv6Address(linkLocalOf: .of("02:6d:0a:01:00:02"))),
        .noHostAccess(.of("br")), .trusted(.of("eth0"), to: .of("br")),
        .connectionLimit(.of("br"), .of("10.1.0.2"), 100), .connectionLimit(.of("br"), .of("fd00:1::2"), 100),
        .bridgeConnectionLimit(.of("br"), 16_384),
        .linkAnnouncement(.of("mv1"), .of("02:6d:0a:01:00:02"), IPv6Address(linkLocalOf: .of("02:6d:0a:01:00:03"))),
        .iccMember(.of("02:6d:0a:01:00:02"), .of("10.1.0.2")), .iccMember(.of("02:6d:0a:01:00:02"), .of("fd00:1::2")),
        .allowedAnnouncement(.of("mv1"), .of("02:6d:0a:01:00:02"), .of("10.8.0.0/16")),
    ]

    @Test func `the firewall lists the elements as mdnp added them`() async throws {
        try await host.carryOut(.open(with: Set(Self.all)))
        #expect(try await host.observe().firewall == Set(Self.all))
        #expect(try await host.observe().isFirewallWhole == true)
        try await host.carryOut(.change(adding: [], removing: Set(Self.all.dropFirst(7))))
        #expect(try await host.observe().firewall == Set(Self.all.prefix(7)))
    }

    @Test(arguments: all) func `each element is added and removed alone, and a repetition changes nothing`(
        element: FirewallElement
    ) async throws {
        // An element that leads to a client list requires the list.
        let before: Set<FirewallElement> = element.leadsToClients ? [.clients(Self.list)] : []
        try await host.carryOut(.open(with: before))
        let empty = try await host.tables()
        for _ in 1...2 { try await host.carryOut(.change(adding: [element])) }
        #expect(try await host.observe().firewall == before.union([element]))
        #expect(try await host.observe().isFirewallWhole == true)
        for _ in 1...2 { try await host.carryOut(.change(adding: [], removing: [element])) }
        #expect(try await host.tables() == empty)
    }

    @Test(arguments: [
        ("map", "ports4", "tcp . 8080 : 10.1.0.2 . 80"), ("map", "ports6", "udp . 53 : fd00:1::2 . 5353"),
        ("map", "ports_by_addr4", "192.0.2.1 . sctp . 8080 : 10.1.0.2 . 80"),
        ("map", "ports_by_addr6", "2001:db8::1 . tcp . 65535 : fd00:1::2 . 1"),
        ("map", "port_ranges4", "udp . 10000-20000 : 10.1.0.2"),
        ("map", "port_ranges6", "udp . 10000-20000 : fd00:1::2"),
        ("map", "port_ranges_by_addr4", "192.0.2.1 . tcp . 1-65535 : 10.1.0.2"),
        ("set", "relayed_port_ranges6", "udp . 300-399"),
        ("set", "relayed_port_ranges_by_addr4", "192.0.2.1 . tcp . 300-399"),
        ("set", "multihomed4", #"10.1.0.2 . "br2""#), ("set", "multihomed6", #"fd00:1::2 . "br2""#),
        ("map", "snat4", #""br" : 192.0.2.1"#),
        ("map", "endpoint_snat6", #""br" . fd00:1::2 : 2001:db8::1"#), ("set", "icc", #""br" . "br""#),
        ("set", "subnets6", #"fd00:1::/64 . "br""#), ("map", "restricted4", "10.1.0.2 : goto clients_\(list)"),
        ("map", "restricted6", "fd00:1::2 : goto clients_\(list)"),
        ("map", "restricted_networks", "\"br\" : goto clients_\(list)"), ("set", "relayed_ports6", "tcp . 80"),
        ("set", "relayed_ports_by_addr4", "192.0.2.1 . udp . 80"), ("set", "link_macs", #""mv1" . 02:6d:0a:01:00:02"#),
        ("set", "link_sources6", #""mv1" . 02:6d:0a:01:00:02 . fd00:1::2"#), ("set", "any_source", #""mv2""#),
        ("set", "allowed_sources4", #""mv1" . 02:6d:0a:01:00:02 . 10.8.0.0/16"#),
        ("set", "allowed_announcements4", #""mv1" . 02:6d:0a:01:00:02 . 10.1.0.100"#),
        ("set", "allowed_sources6", #""mv1" . 02:6d:0a:01:00:02 . fd00:8::/64"#),
        ("set", "allowed_ethertypes", #""mv1" . 0x88cc"#),
    ])
    func `nft lists an element with the expected key and value`(kind: String, set: String, element: String) async throws
    {
        try await host.carryOut(.open(with: Set(Self.all)))
        let isOfBridges = ["link_", "any_source", "allowed_"].contains {
            set.hasPrefix($0)
        }
        let family = isOfBridges ? "bridge" : "inet"
        let listed = try await host.witness("nft", "list", kind, family, "mdnp", set)
        #expect(listed.contains(element), "\(listed)")
    }

    @Test func `nft lists the elements and the comment of every set, and the test has an element for each set of mdnp`()
        async throws
    {
        try await host.carryOut(.open(with: Set(Self.all)))
        let sets = try await host.tables().components(separatedBy: "\n\n").filter {
            $0.contains("\tset ") || $0.contains("\tmap ")
        }
        #expect(sets.count > 60)
        for set in sets {
            #expect(set.contains("\n\t\tcomment \""), "\(set)")
            // Rules fill some sets, and client lists are filled separately.
            let isFilledElsewhere = set.contains("flags dynamic") || set.contains("\tset allowed_clients")
            #expect(set.contains("elements = {") != isFilledElsewhere, "\(set)")
        }
    }

    @Test func `more elements than fit into one message are created, added, listed and removed`() async throws {
        let ports = Set(
            (1...UInt16(3000)).map {
                FirewallElement.published(
                    HostPort(.udp, .any(.v6), $0),
                    AddressPort(.of("fd00:1::2"), port: 65_535 - $0)
                )
            }
        )
        try await host.carryOut(.open(with: ports))
        #expect(try await host.observe().firewall == ports)
        try await host.carryOut(.change(adding: [], removing: ports))
        #expect(try await host.observe().firewall == [])
        try await host.carryOut(.change(adding: ports))
        #expect(try await host.observe().firewall == ports)
    }

    @Test func `a range is divided and joined again in one change each`() async throws {
        func range(_ first: UInt16, _ last: UInt16) -> FirewallElement {
            .publishedRange(HostPort(.udp, .any(.v4), first), through: last, to: .of("10.1.0.2"))
        }
        let whole: Set = [range(10_000, 20_000)]
        let parts: Set = [range(10_000, 12_344), range(12_346, 20_000)]
        try await host.carryOut(.open(with: whole))
        try await host.carryOut(.change(adding: parts, removing: whole))
        #expect(try await host.observe().firewall == parts)
        try await host.carryOut(.change(adding: whole, removing: parts))
        #expect(try await host.observe().firewall == whole)
    }

    @Test func `a port gets another container in one change`() async throws {
        let first = FirewallElement.published(Self.published, AddressPort(.of("10.1.0.2"), port: 80))
        let second = FirewallElement.published(Self.published, AddressPort(.of("10.1.0.3"), port: 80))
        try await host.carryOut(.open(with: [first]))
        try await host.carryOut(.change(adding: [second], removing: [first]))
        #expect(try await host.observe().firewall == [second])
    }
}

extension FirewallElement {
    fileprivate var leadsToClients: Bool {
        switch self {
        case .restricted, .restrictedNetwork, .restrictedRelayedPort: true
        default: false
        }
    }
}
