// SPDX-License-Identifier: Apache-2.0

import Addressing
import Foundation
import IPAM
import NetworkModel

@testable import AdminAPI
@testable import Driver

/// One sample of each command output, with all possible parts.
enum Samples {
    static func networks() async throws -> [NetworkSummary] {
        try await view().networks().map {
            NetworkSummary($0.network, name: "front", mtu: 1400, endpoints: $0.endpoints)
        }
    }

    static func endpoints() async throws -> [EndpointSummary] {
        try await view().endpoints().map { EndpointSummary($0.endpoint, container: $0.name, networkName: "front") }
    }

    static func ports() async throws -> [PortSummary] {
        try await view().publications().map {
            PortSummary($0.publication, of: $0.endpoint, container: $0.name, networkName: "front")
        }
    }

    static func pools() async throws -> [PoolSummary] {
        let view = try view()
        return PoolSummary.all(in: try await view.addresses(), networkNames: view.engineFacts.networkNames)
    }

    static func status() async throws -> StatusSummary {
        let daemon = DaemonDescription(
            version: "1.2.3",
            sockets: ["/run/docker/plugins/mdnp.sock"],
            settings: [
                .init("state-directory", value: "/var/lib/mdnp", from: "default"),
                .init("docker-socket", value: "/run/docker.sock", from: "MDNP_DOCKER_SOCKET"),
            ]
        )
        return StatusSummary(daemon, engine: "28.5.2", counts: try await view().counts(), report: report)
    }

    static var diagnosis: DiagnosisSummary { DiagnosisSummary(report) }

    static let hop = HopSummary(family: "IPv4", hop: "host", isAllowed: true, reason: "is there")

    private static var report: Driver.Doctor.Report {
        var record = Repairs.Record()
        record.times = 2
        return Driver.Doctor.Report(
            findings: [Finding(.filter, about: "iptables FORWARD", finding: "drops", advice: "accept")],
            waiting: [HostPort(.tcp, .v4(IPv4Address(rawValue: 0xc633_6407)), 80)],
            repairs: [.firewall: record],
            reconciled: Timestamp(seconds: 1)
        )
    }

    private static func view() throws -> DriverView {
        DriverView(store: try PlainStore(), engine: try Gossip())
    }
}

/// A constant state: a network with a container, whose address is reserved for its name.
private struct PlainStore: StateStore {
    private let state: DesiredState

    init() throws {
        var options = Options()
        options[BridgeOptions.mtu] = .bytes(1400)
        let pool = Pool(
            id: PoolID("mdnp-1"),
            space: .local,
            prefix: try parsed("10.1.0.0/24"),
            range: try parsed("10.1.0.0/25"),
            isAutomatic: true
        )
        let address: IPAddress = try parsed("10.1.0.2")
        let gateway: IPAddress = try parsed("10.1.0.1")
        let network = try Network(
            id: NetworkID("n1"),
            options: options,
            isInternal: false,
            subnets: [try Subnet(prefix: pool.prefix, gateway: gateway, space: .local)]
        )
        let endpoint = try Endpoint(
            id: EndpointID("e1"),
            network: network.id,
            ipv4: InterfaceAddress(address, prefixLength: 24),
            occupancy: .joined(Sandbox("/run/docker/netns/1"))
        )
        let changes: [Change] = [
            .addresses(.leasePool(pool)),
            .addresses(.hold(pool.id, address, Lease(since: Timestamp(seconds: 1)))),
            .addresses(.reserve(.local, address, name: "web")), .addNetwork(NetworkRecord(network, phase: .active)),
            .addEndpoint(endpoint),
            .publish(Publication(HostPort(.tcp, gateway, 80), to: AddressPort(address, port: 80), of: endpoint.id)),
        ]
        state = changes.reduce(into: DesiredState()) { $0.apply($1) }
    }

    func commit<Outcome: Sendable>(
        _ decide: @Sendable (DesiredState) throws(Refusal) -> Decision<Outcome>
    ) async throws(StateError) -> Outcome {
        do throws(Refusal) { return try decide(state).outcome } catch { throw .refused(error) }
    }
}

/// A fake engine with all facts.
private struct Gossip: EngineWitness {
    var facts = EngineFacts()

    init() throws {
        facts.version = "28.5.2"
        facts.networkNames = [try NetworkID("n1"): "front"]
        facts.containerNames = [try EndpointID("e1"): "web"]
    }
}

private func parsed<Value: LosslessStringConvertible>(_ text: String) throws -> Value {
    guard let value = Value(text) else { throw Refusal(text, "is none") }
    return value
}
