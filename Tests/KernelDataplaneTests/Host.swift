// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import NetworkModel
import NetworkModelTesting
import Testing

/// A host in the test's namespace: an mdnp dataplane, and a witness of it.
struct Host {
    private let dataplane: KernelDataplane
    let witness: Witness

    init() throws {
        let namespace = try NetworkNamespace.ofTest
        dataplane = try KernelDataplane(in: namespace)
        witness = Witness(namespace)
    }

    func carryOut(_ steps: [Step]) async throws {
        try await dataplane.carryOut(steps)
    }

    func observe() async throws -> ObservedState {
        try await dataplane.observe(.everything)
    }

    func facts() async throws -> HostFacts {
        try await dataplane.hostFacts()
    }

    func absentAddresses(among addresses: Set<IPAddress>) async throws -> Set<IPAddress> {
        try await dataplane.absentAddresses(among: addresses)
    }

    func changes() throws -> AsyncStream<DataplaneChange> {
        try dataplane.changes()
    }

    func forget(_ connections: Set<ConnectionPattern>) async throws -> Int {
        try await dataplane.forget(connections)
    }

    func fill(_ lists: some Sequence<ClientList>) async throws {
        try await dataplane.fill(Array(lists))
    }

    func announce(_ announcements: [Announcement]) async throws {
        try await dataplane.announce(announcements)
    }

    func reap() async throws -> Int {
        try await dataplane.reap()
    }

    /// Creates networks, and the firewall with them, as mdnp does.
    func make(_ networks: Network...) async throws {
        for network in networks { try await dataplane.carryOut([.ensureBridge(network)]) }
        try await repairFirewall(for: networks)
    }

    /// Carries out the plan of the firewall, and returns its steps.
    @discardableResult
    func repairFirewall(for networks: [Network]) async throws -> [Step] {
        var desired = DesiredState()
        for network in networks { desired.apply(.addNetwork(NetworkRecord(network, phase: .active))) }
        let steps = Plan.firewall(for: networks, in: desired, observed: try await dataplane.observe(.everything))
        try await dataplane.carryOut(steps)
        return steps
    }

    /// Creates a network as mdnp does, with its bridge and host settings, and returns the changes of the host.
    func makeWithHost(_ network: Network, having changed: Set<HostChange> = []) async throws -> Set<HostChange> {
        try await carryOut([.ensureBridge(network)])
        let steps = Plan.host(for: [network], observed: try await observe(), changed: changed)
        try await carryOut(steps)
        return steps.reduce(into: changed) { changes, step in
            if case .ensure(.setting(let change)) = step { changes.insert(change) }
        }
    }

    /// Undoes changes of the host.
    func undo(_ changes: Set<HostChange>) async throws {
        try await carryOut(Plan.host(for: [], observed: try await observe(), changed: changes))
    }

    /// Returns a table of mdnp as `nft` lists it.
    func table(_ family: String = "inet") async throws -> String {
        try await witness("nft", "list", "table", family, "mdnp")
    }

    /// Returns both tables of mdnp as `nft` lists them.
    func tables() async throws -> String {
        try await table() + table("bridge")
    }

    /// Returns the value of an IPv6 setting, such as `all/forwarding`.
    func setting(_ name: String) async throws -> String {
        let setting = try Sysctl(["net", "ipv6", "conf"] + name.split(separator: "/").map(String.init))
        return try await NetworkNamespace.ofTest.run { try setting.read() }
    }

    /// Changes an IPv6 setting, as an administrator would.
    func set(_ name: String, to value: String) async throws {
        let setting = try Sysctl(["net", "ipv6", "conf"] + name.split(separator: "/").map(String.init))
        try await NetworkNamespace.ofTest.run { try setting.write(value) }
    }
}

extension Network {
    /// Returns a network whose bridge has the network's name, with its subnets by their gateways.
    static func named(
        _ name: String,
        _ gateways: String...,
        icc: Bool = true,
        maxConnections: UInt32? = BridgeOptions.maxConnections.usual
    ) throws -> Network {
        let subnets = try gateways.map { text in
            let gateway = try #require(InterfaceAddress(text))
            return try Subnet(prefix: gateway.prefix, gateway: gateway.address)
        }
        let options = try BridgeOptions.ofNetwork(
            ["bridge": name, "icc": "\(icc)", "max_connections": maxConnections?.description ?? "none"]
        )
        return try Network(id: NetworkID("id-" + name), options: options, isInternal: false, subnets: subnets)
    }
}

extension Network {
    /// Returns a network of both families by its number: `mdnp-1`, 10.1.0.0/24 and fd00:1::/64.
    static func of(
        _ number: Int,
        _ options: [String: String] = [:],
        isInternal: Bool = false
    ) throws -> Network {
        let subnets = try ["10.\(number).0.1/24", "fd00:\(number)::1/64"].map { text in
            let gateway = try #require(InterfaceAddress(text))
            return try Subnet(prefix: gateway.prefix, gateway: gateway.address)
        }
        return try Network(
            id: NetworkID("\(number)"),
            options: BridgeOptions.ofNetwork(options.merging(["bridge": "mdnp-\(number)"]) { $1 }),
            isInternal: isInternal,
            subnets: subnets
        )
    }
}
