// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import Testing

/// A host with two networks of both families, a world beyond it, and a container `web` whose port 80 may be published.
struct Scene {
    let host: Host
    let world: World
    let network: Network
    let other: Network
    let web: Container

    private let server: MirrorServer

    /// How many have asked `web`.
    var questions: Int { server.questions }

    /// The port of the host's that leads to `web`.
    static let port: UInt16 = 8080

    /// Makes the scene; the options are those of the network that `web` is on, the other one is as networks are.
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
            // As Docker does after mdnp: all links of the host forward.
            try await host.witness("sysctl", "-qw", "net.ipv4.conf.\(network.bridge).forwarding=1")
        }
        web = try await Self.container("web", 2, on: network, of: host)
        server = try MirrorServer(in: web.witness.namespace)
    }

    /// One more container of a network, by the last number of its addresses.
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

    /// Publishes the port of `web` at addresses of the host's, of all ways; at all its addresses by default.
    ///
    /// - Parameters:
    ///   - allow: The container's own list of clients, for the families of the addresses.
    ///   - isFilled: Whether the list holds its clients, or is empty as right after the firewall was made.
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

    /// The address of `web`.
    func target(_ family: IPFamily) throws -> IPAddress {
        try #require(web.address(family))
    }

    /// The address of the host's in a network, or towards the world.
    func gateway(of network: Network, _ family: IPFamily) throws -> IPAddress {
        try #require(network.gatewayAddresses.map(\.address).first { $0.family == family })
    }

    /// A question to the published port, at the host's address towards the world or another.
    func question(_ way: Way, at address: IPAddress? = nil) -> Question {
        Question(way.transport, address ?? Self.hostAddress(way.family), Self.port)
    }

    static func hostAddress(_ family: IPFamily) -> IPAddress {
        .of(World.hostAddresses[family == .v4 ? 0 : 1])
    }

    static func worldAddress(_ family: IPFamily) -> IPAddress {
        .of(World.addresses[family == .v4 ? 0 : 1])
    }

    /// Lets the world send to the containers of a network through the host.
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

    /// Whether frames between the ports of a bridge pass the host's chains (`bridge-nf-call-iptables`).
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
