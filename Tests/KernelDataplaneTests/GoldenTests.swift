// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import KernelTesting
import NetworkModel
import NetworkModelTesting
import Testing

/// The `nft` listings of possible configurations, compared with those in `Golden`.
///
/// With `RECORD_GOLDEN=1` in the environment, the tests record the listings again. Review them before a commit.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct GoldenTests {
    struct Case: CustomStringConvertible {
        /// The name of the listing.
        let description: String
        var options: [String: String] = [:]
        var isInternal = false
        /// The options of the endpoint.
        var endpoint: [String: String] = [:]
        var hasSubnets = true
        /// The elements beside those of the network and its one endpoint.
        var more: [FirewallElement] = []
    }

    /// The client list of an endpoint that has its own.
    private static let ownList = ClientList.of("198.51.100.8")

    private static let web4 = AddressPort(.of("10.1.0.2"), port: 80)
    private static let web6 = AddressPort(.of("fd00:1::2"), port: 80)

    /// Returns a port at all addresses of the host.
    private static func everywhere(_ transport: TransportProtocol) -> [FirewallElement] {
        [
            .published(HostPort(transport, .any(.v4), 8080), web4),
            .published(HostPort(transport, .any(.v6), 8080), web6),
        ]
    }

    private static let cases = [
        Case(description: "plain", more: everywhere(.tcp)),
        Case(description: "without-icc", options: ["icc": "false"], more: everywhere(.tcp)),
        Case(description: "internal", isInternal: true, more: everywhere(.tcp)),
        Case(description: "without-host-access", options: ["host_access": "false"], more: everywhere(.tcp)),
        Case(description: "trusted-links", options: ["trusted_links": "eth0,wg0"]),
        Case(
            description: "arrivals",
            more: [.arrival(.of("eth0"), number: 1), .arrival(.of("wg0"), number: 3), .replies]
        ),
        Case(description: "without-limit-of-connections", options: ["max_connections": "none"]),
        Case(description: "limit-of-connections", options: ["max_connections": "100"]),
        Case(description: "without-masquerade", options: ["masquerade": "false"]),
        Case(description: "snat", options: ["snat": "192.0.2.7,2001:db8::7"]),
        Case(description: "snat-of-one-family", options: ["snat": "192.0.2.7"]),
        Case(
            description: "snat-of-an-endpoint",
            options: ["snat": "192.0.2.7"],
            endpoint: ["snat": "192.0.2.8,2001:db8::8"]
        ),
        Case(
            description: "gateway-of-docker",
            options: ["gateway": "docker"],
            more: [.dockerLink(.of("docker_gwbridge"))]
        ),
        Case(description: "udp-and-sctp", more: everywhere(.udp) + everywhere(.sctp)),
        Case(
            description: "ranges",
            more: [
                .publishedRange(HostPort(.udp, .any(.v4), 10_000), through: 20_000, to: .of("10.1.0.2")),
                .publishedRange(HostPort(.udp, .any(.v6), 10_000), through: 20_000, to: .of("fd00:1::2")),
                .publishedRange(HostPort(.tcp, .of("192.0.2.1"), 300), through: 399, to: .of("10.1.0.2")),
                .relayedRange(HostPort(.udp, .any(.v6), 300), through: 399),
                .restrictedRelayedPort(HostPort(.udp, .any(.v6), 300), through: 399, to: ownList.id),
                .clients(ownList.id),
            ]
        ),
        Case(
            description: "allow",
            options: [
                "publish.allow": "192.0.2.0/24,198.51.100.7,203.0.113.5-203.0.113.9,255.255.255.0/24,2001:db8::/32"
            ],
            more: everywhere(.tcp) + [
                .restricted(web4.address, to: ownList.id), .restricted(web6.address, to: ownList.id),
                .clients(ownList.id),
            ]
        ),
        Case(
            description: "loopback",
            more: [
                .published(HostPort(.tcp, .of("127.0.0.1"), 8080), web4), .relayed(HostPort(.tcp, .of("::1"), 8080)),
            ]
        ),
        Case(
            description: "specific-address",
            more: [
                .published(HostPort(.tcp, .of("192.0.2.1"), 8080), web4),
                .published(HostPort(.tcp, .of("2001:db8::1"), 8080), web6),
            ]
        ),
        Case(
            description: "relayed",
            more: [.published(HostPort(.tcp, .any(.v4), 8080), web4), .relayed(HostPort(.tcp, .any(.v6), 8080))]
        ),
        Case(
            description: "senders",
            endpoint: ["allowed_addresses": "10.1.0.100 10.8.0.0/16 fd00:1::64 fd00:8::/64", "ethertypes": "vlan,lldp"]
        ),
        Case(description: "spoof-check-of-mac", options: ["spoof_check": "mac"]),
        Case(description: "without-spoof-check", endpoint: ["spoof_check": "off"]),
        Case(description: "layer-2", hasSubnets: false),
        Case(description: "layer-2-without-icc", options: ["icc": "false"], hasSubnets: false),
    ]

    private let host: Host

    init() throws {
        host = try Host()
    }

    @Test func `empty tables equal the golden listing`() async throws {
        try await host.carryOut(.open(with: []))
        try compare(try await host.tables(), with: "tables")
    }

    @Test(arguments: cases)
    func `a configuration is listed as its golden elements, changes no rule, and loads again from a dump`(
        wanted: Case
    ) async throws {
        let network =
            wanted.hasSubnets
            ? try Network.of(1, wanted.options, isInternal: wanted.isInternal)
            : try Network.named("mdnp-1", icc: wanted.options["icc"] != "false")
        let endpoint = try Endpoint(
            id: EndpointID("web"),
            network: network.id,
            ipv4: wanted.hasSubnets ? InterfaceAddress("10.1.0.2/24") : nil,
            ipv6: wanted.hasSubnets ? InterfaceAddress("fd00:1::2/64") : nil,
            options: BridgeOptions.ofEndpoint(wanted.endpoint),
            occupancy: .joined(Sandbox("/run/docker/netns/1"))
        )
        var desired = DesiredState()
        desired.apply(.addNetwork(NetworkRecord(network, phase: .active)))
        desired.apply(.addEndpoint(endpoint))
        try await host.carryOut(Plan.firewall(for: [network], in: desired, observed: ObservedState()))
        try await host.add(Set(wanted.more))
        let lists = desired.clientLists.union([Self.ownList])
        try await host.fill(lists.filter { wanted.more.contains(.clients($0.id)) || desired.clientLists.contains($0) })
        let tables = [try await host.table("inet"), try await host.table("bridge")]
        try compare(tables.map { Self.elements(of: $0) }.joined(), with: "\(wanted)")
        try await reload()
        try await host.carryOut(.open(with: []))
        let empty = [try await host.table("inet"), try await host.table("bridge")]
        #expect(tables.map { Self.rules(of: $0) } == empty.map { Self.rules(of: $0) })
    }

    /// Saves the ruleset and loads it again, as at a boot, and expects the same tables.
    private func reload() async throws {
        let saved = try await host.witness("nft", "list", "ruleset")
        try await host.witness("nft", "flush", "ruleset")
        try await host.witness("nft", "-f", "-", input: saved)
        #expect(try await host.witness("nft", "list", "ruleset") == saved)
    }

    /// Returns a listed table with its filled sets, and the chains of client lists and replies, only.
    private static func elements(of table: String) -> String {
        let lines = table.split(separator: "\n")
        let blocks = table.components(separatedBy: "\n\n")
        let sets = blocks.filter { $0.contains("elements = ") || isPassing($0) }.map { block in
            block.split(separator: "\n").filter { $0.hasPrefix("\t") }.map { $0 + "\n" }.joined()
        }
        return ((lines.first.map { [$0 + "\n"] } ?? []) + sets + ["}\n"]).joined()
    }

    /// Returns the chains of a listed table, except those of client lists and replies.
    private static func rules(of table: String) -> [String] {
        let blocks = table.replacing("\t}\n}\n", with: "\t}").components(separatedBy: "\n\n")
        return blocks.filter { $0.contains("\tchain ") && !isPassing($0) }
    }

    /// Returns a Boolean value that indicates whether a block of a listing is a chain that is not permanent.
    private static func isPassing(_ block: String) -> Bool {
        ["clients_", "relay_clients_", "mark_reply {", "container_replies {", "host_replies {"].contains {
            block.contains("\tchain \($0)")
        }
    }

    private func compare(_ listing: String, with name: String) throws {
        let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/\(name).nft")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try listing.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try listing == String(contentsOf: golden, encoding: .utf8))
    }
}
