// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModelTesting
import Testing

@testable import NetworkModel

struct RepairTests {
    private let network: Network
    private let endpoint: Endpoint
    private let desired: DesiredState
    private var observed: ObservedState

    init() throws {
        network = try NetworkModelTests.network("n1", "10.1.0.0/24")
        endpoint = try NetworkModelTests.endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/netns/1")
        desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)])
        observed = ObservedState(of: endpoint, on: network, as: desired)
    }

    @Test func `missing tables are recreated if a network is active`() throws {
        var observed = observed
        observed.isFirewallWhole = nil
        #expect(Plan.repairs(from: observed, to: desired).deeds == [Step].open(with: observed.firewall).deeds)
        let unfinished = DesiredState([.addNetwork(NetworkRecord(network, phase: .deleting))])
        #expect(Plan.repairs(from: observed, to: unfinished).isEmpty)
    }

    @Test(arguments: [NetworkRecord.Phase.creating, .deleting])
    func `elements of an incomplete network are neither missing nor surplus`(phase: NetworkRecord.Phase) throws {
        var (observed, desired) = (observed, desired)
        let other = try NetworkModelTests.network("n2", "10.2.0.0/24")
        desired.apply(.addNetwork(NetworkRecord(other, phase: phase)))
        #expect(Plan.repairs(from: observed, to: desired).isEmpty)
        observed.firewall.formUnion(Wanted(for: [other], in: desired, beside: []).required)
        #expect(Plan.repairs(from: observed, to: desired).isEmpty)
    }

    @Test func `a state without faults needs no repair`() {
        #expect(Plan.repairs(from: observed, to: desired).isEmpty)
    }

    @Test func `IPv6 addresses and neighbors are repaired only if the bridge can have IPv6`() throws {
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64")
        let endpoint = try NetworkModelTests.endpoint(
            "e1",
            on: "n1",
            "10.1.0.2/24",
            "fd00:1::2/64",
            sandbox: "/netns/1"
        )
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)])
        var observed = ObservedState(of: endpoint, on: network, as: desired)
        observed.forwardsIPv6 = true
        observed.bridges[network.id]?.addresses = Set(network.gatewayAddresses.filter { $0.address.family == .v4 })
        observed.neighbors = Set(endpoint.neighbors(on: network).filter { $0.address.family == .v4 })
        #expect(
            Plan.repairs(from: observed, to: desired) == [.ensureBridge(network), .attach(endpoint, to: network)]
        )
        observed.bridges[network.id]?.hasIPv6 = false
        #expect(Plan.repairs(from: observed, to: desired) == [])
        observed.bridges[network.id]?.addresses = []
        #expect(Plan.repairs(from: observed, to: desired) == [.ensureBridge(network)])
    }

    @Test func `IPv6 forwarding is not enabled on a kernel without IPv6`() throws {
        var observed = observed
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24", "fd00:1::/64")
        observed.ipv6Absence = .allLinks
        #expect(Plan.host(for: [network], observed: observed, changed: []) == [.change(.forwardsIPv6)])
        observed.ipv6Absence = .kernel
        #expect(Plan.host(for: [network], observed: observed, changed: []) == [])
        #expect(Plan.host(for: [], observed: observed, changed: [.forwardsIPv6]) == [])
    }

    @Test func `a missing bridge is recreated and gets its ports again`() {
        var observed = observed
        observed.bridges = [:]
        observed.veths[endpoint.id]?.bridge = nil
        #expect(
            Plan.repairs(from: observed, to: desired) == [.ensureBridge(network), .attach(endpoint, to: network)]
        )
    }

    @Test func `a link outside its bridge is repaired, and a retired link is not`() {
        var observed = observed
        observed.veths[endpoint.id]?.bridge = nil
        #expect(Plan.repairs(from: observed, to: desired) == [.attach(endpoint, to: network)])
        observed.veths[endpoint.id]?.isRetired = true
        #expect(Plan.repairs(from: observed, to: desired).isEmpty)
    }

    @Test func `an unknown link may belong to a call in progress and is left alone`() throws {
        var observed = observed
        let other = try NetworkModelTests.network("n2", "10.2.0.0/24")
        let creating = DesiredState([.addNetwork(NetworkRecord(other, phase: .creating))])
        observed.bridges[other.id] = BridgeLink(of: other, wayOut: [:])
        #expect(Plan.repairs(from: observed, to: creating).isEmpty)
        #expect(Plan.repairs(from: observed, to: DesiredState()).isEmpty)
    }

    @Test func `a repair has only the steps that two snapshots share`() throws {
        let link = try InterfaceName("mv1")
        let (first, second, third) = (
            FirewallElement.link(link), FirewallElement.isolated(link), FirewallElement.anySource(link)
        )
        let before: [Step] = .change(adding: [first, second], removing: [third]) + [.closeFirewall]
        #expect(
            Plan.common(to: before, and: .change(adding: [second, third], removing: [third])).deeds
                == [Step].change(adding: [second], removing: [third]).deeds
        )
        #expect(Plan.common(to: before, and: .change(adding: [third], removing: [first])).isEmpty)
        #expect(Plan.common(to: before, and: [.closeFirewall] + .open(with: [first])) == [.closeFirewall])
        #expect(Plan.common(to: before, and: before) == before)
        #expect(Plan.common(to: before, and: []).isEmpty)
    }
}
