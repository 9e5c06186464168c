// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModelTesting
import Testing

@testable import NetworkModel

/// A kernel of values: the effects of the steps, as an observer sees them.
private struct ImaginedKernel {
    var observed = ObservedState()
    var retired: Set<InterfaceName> = []

    mutating func carryOut(_ steps: [Step]) {
        for step in steps { carryOut(step) }
    }

    private mutating func carryOut(_ step: Step) {
        switch step {
        case .ensure(.bridge(let link)): observed.links[link.alias] = .bridge(link)
        case .ensure(.veth(let link)), .repair(.veth(let link)):
            observed.neighbors = (observed.neighbors ?? []).union(link.neighbors)
            observed.links[link.alias] = .veth(link)
        case .ensure(.neighbor(let neighbor)): observed.neighbors?.insert(neighbor)
        case .ensure(.tables):
            observed.isFirewallWhole = true
            observed.firewall = []
        case .ensure(.element(let element)): observed.firewall.insert(element)
        case .ensure(.setting(.forwardsIPv6)): observed.forwardsIPv6 = true
        case .ensure(.setting(.acceptsAdvertisements(let link))): observed.advertisementListeners.remove(link)
        case .repair(let resource): carryOut(.ensure(resource))
        case .remove(.bridge(let id)):
            observed.bridges[id] = nil
            observed.veths = observed.veths.filter { $0.value.network != id }
        case .remove(.veth(let name)):
            retired.insert(name)
            for (id, veth) in observed.veths where veth.name == name { observed.veths[id]?.isRetired = true }
        case .remove(.remnant(let name)): observed.halfMade.remove(name)
        case .remove(.neighbor(let neighbor)): observed.neighbors?.remove(neighbor)
        case .remove(.tables):
            observed.isFirewallWhole = nil
            observed.firewall = []
        case .remove(.element(let element)): observed.firewall.remove(element)
        case .remove(.setting(.forwardsIPv6)): observed.forwardsIPv6 = false
        case .remove(.setting(.acceptsAdvertisements(let link))): observed.advertisementListeners.insert(link)
        }
    }
}

struct PlanTests {
    @Test func `a plan is empty if nothing is desired and nothing exists`() {
        #expect(Plan.steps(from: ObservedState(), to: DesiredState()).isEmpty)
    }

    @Test func `every active network is recreated after a reboot`() throws {
        let network = try network("n1", "10.1.0.0/24")
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
        #expect(
            try Plan.steps(from: ObservedState(), to: desired).deeds
                == ([Step].open(with: [
                    .network(network.bridge), .icc(network.bridge), .masqueraded(network.bridge, .v4),
                    .subnet(network.bridge, prefix("10.1.0.0/24")),
                    .bridgeConnectionLimit(network.bridge, 16_384),
                ]) + [.ensureBridge(network)]).deeds
        )
    }

    @Test(arguments: [NetworkRecord.Phase.creating, .deleting])
    func `an incomplete network is removed`(phase: NetworkRecord.Phase) throws {
        let network = try network("n1", "10.1.0.0/24")
        var kernel = ImaginedKernel()
        kernel.carryOut(.open(with: [.network(network.bridge)]) + [.ensureBridge(network)])
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: phase))])
        kernel.carryOut(Plan.steps(from: kernel.observed, to: desired))
        #expect(kernel.observed == ObservedState())
    }

    @Test func `a veth without an endpoint is retired once`() throws {
        let network = try network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24")
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
        var kernel = ImaginedKernel()
        kernel.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        kernel.carryOut(Plan.steps(from: kernel.observed, to: desired))
        #expect(kernel.retired == [endpoint.link])
        #expect(!Plan.steps(from: kernel.observed, to: desired).contains(.retire(endpoint.link)))
    }

    @Test(arguments: [(false, true, true), (true, false, true), (true, true, false)])
    func `a veth that is out of its bridge, down or a wrong port is repaired, and a retired veth is not`(
        isPort: Bool,
        isUp: Bool,
        isPortConfigured: Bool
    ) throws {
        let network = try network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/run/docker/netns/1")
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)])
        var observed = ObservedState()
        observed.veths[endpoint.id] = VethLink(
            endpoint: endpoint.id,
            network: network.id,
            name: endpoint.link,
            bridge: isPort ? network.bridge : nil,
            isUp: isUp,
            isPortConfigured: isPortConfigured,
            isRetired: false
        )
        let attachment = Step.attach(endpoint, to: network)
        #expect(Plan.steps(from: observed, to: desired).contains(attachment))
        observed.veths[endpoint.id]?.isRetired = true
        #expect(!Plan.steps(from: observed, to: desired).contains(attachment))
    }

    @Test
    func `a veth without its bridge entry or its neighbor entry is repaired, and a start removes surplus neighbors`()
        throws
    {
        let network = try network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/run/docker/netns/1")
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active)), .addEndpoint(endpoint)])
        let attachment = Step.attach(endpoint, to: network)
        var observed = ObservedState()
        observed.neighbors = Set(endpoint.neighbors(on: network))
        observed.veths[endpoint.id] = VethLink(
            endpoint: endpoint.id,
            network: network.id,
            name: endpoint.link,
            bridge: network.bridge,
            forwarded: [endpoint.mac],
            isRetired: false
        )
        #expect(!Plan.steps(from: observed, to: desired).contains(attachment))
        var other = observed
        other.veths[endpoint.id]?.forwarded = []
        #expect(Plan.steps(from: other, to: desired).contains(attachment))
        #expect(Plan.repairs(from: other, to: desired).contains(attachment))
        other = observed
        other.neighbors = []
        #expect(Plan.steps(from: other, to: desired).contains(attachment))
        // An entry of another program is left, whatever its value is.
        let mac = MACAddress(truncatingIfNeeded: 0x0200_0000_0077)
        other.foreignNeighbors = [HostNeighbor(try address("10.1.0.2"), at: mac, behind: network.bridge)]
        #expect(!Plan.steps(from: other, to: desired).contains(attachment))
        let surplus = HostNeighbor(try address("10.1.0.9"), at: mac, behind: network.bridge)
        observed.neighbors?.insert(surplus)
        #expect(Plan.steps(from: observed, to: desired).contains(.removeNeighbor(surplus)))
        // A repair does not remove surplus entries, since they may belong to a call in progress.
        #expect(!Plan.repairs(from: observed, to: desired).contains(.removeNeighbor(surplus)))
    }

    @Test func `a bridge that differs in any attribute is repaired`() throws {
        let network = try network("n1", "10.1.0.0/24", options: BridgeOptions.ofNetwork(["mtu": "9000"]))
        var kernel = ImaginedKernel()
        kernel.carryOut([.ensureBridge(network)])
        #expect(Plan.links(of: network, observed: kernel.observed).isEmpty)
        let right = try #require(kernel.observed.bridges[network.id])
        let changes: [(inout BridgeLink) -> Void] = [
            { $0.mac = MACAddress(truncatingIfNeeded: 1) }, { $0.isUp = false }, { $0.addresses = [] },
            { $0.mtu = 1400 }, { $0.routesLoopback = false }, { $0.routes = [] },
        ]
        for change in changes {
            var wrong = right
            change(&wrong)
            kernel.observed.bridges[network.id] = wrong
            #expect(Plan.links(of: network, observed: kernel.observed) == [.ensureBridge(network)])
        }
        // Additions by an administrator and attributes without an observation are no difference.
        var added = right
        added.addresses.insert(try held("192.0.2.1/24"))
        added.routes = network.bridgeRoutes.union([try prefix("192.0.2.0/24")])
        kernel.observed.bridges[network.id] = added
        #expect(Plan.links(of: network, observed: kernel.observed).isEmpty)
    }

    @Test func `a bridge follows the MTU of the uplink only if its network has an automatic MTU`() throws {
        for isAutomatic in [true, false] {
            let network = try network(
                "n1",
                "10.1.0.0/24",
                options: BridgeOptions.ofNetwork(isAutomatic ? ["mtu": "auto"] : [:])
            )
            var kernel = ImaginedKernel()
            kernel.carryOut([.ensureBridge(network)])
            #expect(Plan.links(of: network, observed: kernel.observed).isEmpty)
            kernel.observed.wayOutMTU = [.v4: 1400]
            #expect(
                Plan.links(of: network, observed: kernel.observed)
                    == (isAutomatic ? [.ensureBridge(network, wayOut: [.v4: 1400])] : [])
            )
            kernel.observed.bridges[network.id]?.mtu = 1400
            #expect(Plan.links(of: network, observed: kernel.observed) == (isAutomatic ? [] : [.ensureBridge(network)]))
        }
    }

    @Test func `the host has a route to each subnet with a gateway on the bridge, unless the subnet is one address`()
        throws
    {
        let both = try network("n1", "10.1.0.0/24", "10.2.0.0/31", "fd00:1::/64")
        #expect(try both.bridgeRoutes == [prefix("10.1.0.0/24"), prefix("10.2.0.0/31"), prefix("fd00:1::/64")])
        let single = try Subnet(prefix: prefix("10.1.0.1/32"), gateway: address("10.1.0.1"))
        let one = try Network(id: NetworkID("n1"), options: Options(), isInternal: false, subnets: [single])
        #expect(one.bridgeRoutes == [])
        #expect(
            try network("n1", "10.1.0.0/24", options: BridgeOptions.ofNetwork(["gateway": "none"])).bridgeRoutes == []
        )
    }

    @Test func `IPv6 is forwarded while a network needs it, and router advertisements are still accepted`() throws {
        let network = try network("n1", "fd00:1::/64")
        let uplink = try InterfaceName("uplink")
        var observed = ObservedState()
        observed.advertisementListeners = [uplink]
        #expect(
            Plan.host(for: [network], observed: observed, changed: []) == [
                .change(.acceptsAdvertisements(uplink)), .change(.forwardsIPv6),
            ]
        )
        #expect(Plan.host(for: [], observed: observed, changed: [.forwardsIPv6]) == [.undo(.forwardsIPv6)])
        let both: Set<HostChange> = [.forwardsIPv6, .acceptsAdvertisements(uplink)]
        #expect(
            Plan.host(for: [], observed: observed, changed: both) == [
                .undo(.forwardsIPv6), .undo(.acceptsAdvertisements(uplink)),
            ]
        )
        observed.forwardsIPv6 = true
        observed.advertisementListeners = []
        #expect(Plan.host(for: [network], observed: observed, changed: []).isEmpty)
    }

    @Test func `a later link accepts router advertisements only if mdnp enabled forwarding`() throws {
        let network = try network("n1", "fd00:1::/64")
        let uplink = try InterfaceName("uplink")
        var observed = ObservedState()
        observed.forwardsIPv6 = true
        observed.advertisementListeners = [uplink]
        #expect(
            Plan.host(for: [network], observed: observed, changed: [.forwardsIPv6]) == [
                .change(.acceptsAdvertisements(uplink))
            ]
        )
        #expect(Plan.host(for: [network], observed: observed, changed: []).isEmpty)
    }

    @Test(arguments: 0..<200)
    func `one plan reaches the desired state from any observed state`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let everything = try (0..<6).map { index in
            try network(
                "n\(index)",
                "10.\(index).0.0/24",
                "fd00:\(index)::/64",
                options: BridgeOptions.ofNetwork(["icc": Bool.random(using: &random).description]),
                isInternal: Bool.random(using: &random)
            )
        }
        var kernel = ImaginedKernel()
        var changes: [Change] = []
        for network in everything {
            if Bool.random(using: &random) { kernel.carryOut([.ensureBridge(network)]) }
            if Bool.random(using: &random) { kernel.carryOut(.open(with: [.icc(network.bridge)])) }
            if Int.random(in: 0..<8, using: &random) == 0 { kernel.observed.halfMade.insert(network.bridge) }
            if Int.random(in: 0..<8, using: &random) == 0 { kernel.observed.isFirewallWhole? = false }
            let phases: [NetworkRecord.Phase?] = [.active, .active, .creating, .deleting, nil]
            guard let phase = phases.randomElement(using: &random) ?? nil else { continue }
            changes.append(.addNetwork(NetworkRecord(network, phase: phase)))
            let endpoint = try endpoint("e\(network.id)", on: network.id.text, sandbox: "/run/docker/netns/1")
            if phase == .active, Bool.random(using: &random) { changes.append(.addEndpoint(endpoint)) }
            if Bool.random(using: &random) { kernel.carryOut([.addVeth(endpoint, on: network)]) }
        }
        let desired = DesiredState(changes)
        kernel.carryOut(Plan.steps(from: kernel.observed, to: desired))
        #expect(Plan.steps(from: kernel.observed, to: desired).isEmpty)
        #expect(
            Set(kernel.observed.bridges.keys)
                == Set(desired.networks.values.filter { $0.phase == .active }.map(\.network.id))
        )
    }
}

struct LinkAliasTests {
    @Test func `an alias names the owner of a link and can be parsed`() throws {
        let network = LinkAlias.network(try NetworkID("n1"))
        let endpoint = LinkAlias.endpoint(try EndpointID("e1"), on: try NetworkID("n1"))
        #expect(network.description == "mdnp network n1")
        #expect(endpoint.description == "mdnp endpoint e1 on n1")
        #expect(LinkAlias(network.description) == network)
        #expect(LinkAlias(endpoint.description) == endpoint)
    }

    @Test(arguments: [
        "", "mdnp", "mdnp network", "mdnp network a/b", "mdnp endpoint e1", "docker network n1", "mdnp network n1 n2",
    ])
    func `an alias of another program is not parsed as one of mdnp`(text: String) {
        #expect(LinkAlias(text) == nil)
    }

    @Test func `the longest alias fits the limit of the kernel`() throws {
        let id = String(repeating: "f", count: 64)
        #expect(LinkAlias.endpoint(try EndpointID(id), on: try NetworkID(id)).description.utf8.count < 256)
    }
}
