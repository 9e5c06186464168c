// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import NetworkModel
import Testing

/// The effect of announcements on the neighbor caches of containers.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct AnnouncementTests {
    private let host: Host
    private let network: Network
    private let first: Container
    private let second: Container

    init() async throws {
        host = try Host()
        network = try .of(1)
        try await host.make(network)
        first = try await Container("first", "10.1.0.2/24", "fd00:1::2/64", on: network, of: host)
        second = try await Container("second", "10.1.0.3/24", "fd00:1::3/64", on: network, of: host)
        for container in [first, second] { try await host.add(container.endpoint.firewallElements(on: network)) }
    }

    /// Sets a wrong MAC address for an address of the second container in the neighbor cache of the first.
    private func mislead(_ address: IPAddress) async throws {
        try await first.witness(
            "ip",
            "neigh",
            "replace",
            "\(address)",
            "lladdr",
            "02:00:00:00:00:99",
            "dev",
            "eth0",
            "nud",
            "reachable"
        )
    }

    private func remembered(_ address: IPAddress) async throws -> String {
        try await first.witness("ip", "neigh", "show", "\(address)", "dev", "eth0")
    }

    private func announcement(of address: IPAddress, to recipients: Set<MACAddress>?) -> Announcement {
        Announcement(of: address, at: second.endpoint.mac, on: network.bridge, to: recipients)
    }

    @Test(arguments: [IPFamily.v4, .v6], [true, false])
    func `a neighbor with an outdated MAC address reaches the container right after its announcement`(
        family: IPFamily,
        toAll: Bool
    ) async throws {
        let address = try #require(second.address(family))
        try await mislead(address)
        // An announcement without stations changes nothing.
        try await host.announce([announcement(of: address, to: [])])
        #expect(try await remembered(address).contains("02:00:00:00:00:99"))
        // Three attempts, as in mdnp: a busy host loses frames.
        for _ in 1...3 where try await !remembered(address).contains("\(second.endpoint.mac)") {
            // All namespaces share the kernel's limit of neighbors, and the kernel drops entries if others need the space.
            if try await remembered(address).isEmpty { try await mislead(address) }
            try await host.announce([announcement(of: address, to: toAll ? nil : [first.endpoint.mac])])
            let deadline = ContinuousClock.now + .seconds(10)
            while try await remembered(address).contains("02:00:00:00:00:99"), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        let entry = try await remembered(address)
        #expect(entry.contains("\(second.endpoint.mac)"), "\(entry)")
        #expect(try await first.reaches(InterfaceAddress(address, prefixLength: family.bitWidth)))
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `an announcement of the host for a container does not change the forwarding of the bridge`(family: IPFamily)
        async throws
    {
        let address = try #require(second.address(family))
        try await host.announce([announcement(of: address, to: nil)])
        let entries = try await host.witness("bridge", "fdb", "show", "br", "\(network.bridge)")
        let own = entries.split(separator: "\n").filter { $0.contains("\(second.endpoint.mac)") }
        #expect(own.allSatisfy { $0.contains("dev \(second.endpoint.link)") }, "\(own)")
        #expect(try await first.reaches(InterfaceAddress(address, prefixLength: family.bitWidth)))
    }

    @Test(arguments: [IPFamily.v4, .v6])
    func `a container does not receive the announcements of its own address to its neighbors`(family: IPFamily)
        async throws
    {
        let address = try #require(second.address(family))
        let wire = try await Wire(second.witness, "eth0")
        try await host.announce([announcement(of: address, to: [first.endpoint.mac, second.endpoint.mac])])
        let own = Frame(
            to: second.endpoint.mac,
            from: second.endpoint.mac,
            family == .v4
                ? .arp(2, hardware: second.endpoint.mac, source: address, target: address)
                : .neighbor(136, from: address, target: address, second.endpoint.mac)
        )
        // The container receives this announcement to all stations, which follows the other.
        let marker = IPAddress.of("10.1.0.77")
        try await host.announce([Announcement(of: marker, at: .of("02:00:00:00:00:77"), on: network.bridge)])
        let last = Frame(
            to: Frame.everybody,
            from: .of("02:00:00:00:00:77"),
            .arp(2, hardware: .of("02:00:00:00:00:77"), source: marker, target: marker)
        )
        #expect(try await !wire.receives(own.beginning, before: last.beginning))
    }

    @Test func `an announcement on a missing link is no error, and all others are sent`() async throws {
        let address = try #require(second.address(.v4))
        try await mislead(address)
        try await host.announce([
            Announcement(of: address, at: second.endpoint.mac, on: .of("mdnp-gone")),
            announcement(of: address, to: [first.endpoint.mac]),
        ])
        let deadline = ContinuousClock.now + .seconds(60)
        while try await remembered(address).contains("02:00:00:00:00:99"), ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try await remembered(address).contains("\(second.endpoint.mac)"))
    }
}
