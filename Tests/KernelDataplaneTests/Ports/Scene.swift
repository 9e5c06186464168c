// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// A host with two networks of both families, an outside world, and a container `web` whose port 80 may be published.
struct Scene {
    let host: Host
    let world: World
    let network: Network
    let other: Network
    let web: Container

    private let server: MirrorServer

    /// The number of requests that `web` received.
    var questions: Int { server.questions }

    /// The host port that leads to `web`.
    static let port: UInt16 = 8080

    /// Creates the scene, with options for the network of `web`; the other network has the defaults.
    init(
        _ options: [String: String] = [:],
        isInternal: Bool = false,
        framesPassHost: Bool = false
    ) async throws {
        host = try Host()
        world = try await World()
        try await host.witness("ip", "link", "set", "lo", "up")
        try await host.letFramesPass(framesPassHost)
        network = try .of(1, options, isInternal: isInternal)
        other = try .of(2)
        try await host.make(network, other)
        for network in [network, other] {
            // After mdnp, Docker turns on forwarding for all links of the host.
            try await host.witness("sysctl", "-qw", "net.ipv4.conf.\(network.bridge).forwarding=1")
        }
        web = try await Self.container("web", 2, on: network, of: host)
        server = try MirrorServer(in: web.witness.namespace)
    }

    /// Returns another container of a network, by the last number of its addresses.
    func container(
        _ name: String,
        _ number: Int,
        on network: Network,
        _ options: [String: String] = [:]
    ) async throws -> Container {
        try await Self.container(name, number, on: network, of: host, options)
    }

    private static func container(
        _ name: String,
        _ number: Int,
        on network: Network,
        of host: Host,
        _ options: [String: String] = [:]
    ) async throws -> Container {
        let subnet = network.id.text
        let container = try await Container(
            name,
            "10.\(subnet).0.\(number)/24",
            "fd00:\(subnet)::\(number)/64",
            on: network,
            of: host,
            options: options
        )
        try await host.add(container.endpoint.firewallElements(on: network))
        if !network.isInternal { try await container.routes(through: "10.\(subnet).0.1", "fd00:\(subnet)::1") }
        return container
    }

    /// Publishes the port of `web` at host addresses of all ways; by default at all addresses.
    ///
    /// - Parameters:
    /// - allow: The container's own client list, for the families of the addresses.
    /// - isFilled: A Boolean value that indicates whether the list is filled, or empty as in a new firewall.
    func publish(
        at addresses: [IPAddress] = [.any(.v4), .any(.v6)],
        allow: ClientList? = nil,
        isFilled: Bool = true
    ) async throws {
        var elements: Set<FirewallElement> = []
        for address in addresses {
            let target = try target(address.family)
            for transport in [TransportProtocol.tcp, .udp] {
                elements.insert(
                    .published(HostPort(transport, address, Self.port), AddressPort(target, port: 80))
                )
            }
            if let allow { elements.formUnion([.clients(allow.id), .restricted(target, to: allow.id)]) }
        }
        try await host.add(elements)
        if let allow, isFilled { try await host.fill([allow]) }
    }

    /// Returns the address of `web`.
    func target(_ family: IPFamily) throws -> IPAddress {
        try #require(web.address(family))
    }

    /// Returns the host's address in a network, or on the link to the outside.
    func gateway(of network: Network, _ family: IPFamily) throws -> IPAddress {
        try #require(network.gatewayAddresses.map(\.address).first { $0.family == family })
    }

    /// Returns a request to the published port, by default at the host's outside address.
    func question(_ way: Way, at address: IPAddress? = nil) -> Question {
        Question(way.transport, address ?? Self.hostAddress(way.family), Self.port)
    }

    static func hostAddress(_ family: IPFamily) -> IPAddress {
        .of(World.hostAddresses[family == .v4 ? 0 : 1])
    }

    static func worldAddress(_ family: IPFamily) -> IPAddress {
        .of(World.addresses[family == .v4 ? 0 : 1])
    }

    /// Adds routes through the host from the outside to the containers of a network.
    func routeFromWorld(to network: Network) async throws {
        for subnet in network.subnets {
            let host = Self.hostAddress(subnet.prefix.family)
            try await world.witness("ip", "route", "add", "\(subnet.prefix)", "via", "\(host)")
        }
    }
}

extension Host {
    func add(_ elements: Set<FirewallElement>) async throws {
        try await carryOut(.change(adding: elements))
    }

    /// Sets whether frames between the ports of a bridge pass the host's chains (`bridge-nf-call-iptables`).
    func letFramesPass(_ pass: Bool) async throws {
        for setting in ["bridge-nf-call-iptables", "bridge-nf-call-ip6tables"] {
            let setting = try Sysctl(["net", "bridge", setting])
            try await NetworkNamespace.ofTest.run { try setting.write(pass ? "1" : "0") }
        }
    }
}

extension Container {
    func address(_ family: IPFamily) -> IPAddress? {
        endpoint.addresses.map(\.address).first { $0.family == family }
    }
}
