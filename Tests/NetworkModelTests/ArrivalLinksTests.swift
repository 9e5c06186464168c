// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModelTesting
import Testing

@testable import NetworkModel

/// The numbers of links on which connections arrive.
struct ArrivalLinksTests {
    private func links(_ names: String...) throws -> Set<InterfaceName> { Set(try names.map { try InterfaceName($0) }) }

    private func elements(_ pairs: [String: Int]) throws -> Set<FirewallElement> {
        Set(try pairs.map { .arrival(try InterfaceName($0.key), number: $0.value) }).union([.replies])
    }

    @Test func `links are numbered by name, and keep their numbers while others are added and removed`() throws {
        let first = ArrivalLinks.elements(for: try links("eth1", "eth0"), keeping: [])
        #expect(try first == elements(["eth0": 1, "eth1": 2]))
        let more = ArrivalLinks.elements(for: try links("eth1", "eth0", "a0"), keeping: first)
        #expect(try more == elements(["eth0": 1, "eth1": 2, "a0": 3]))
        let fewer = ArrivalLinks.elements(for: try links("eth1", "a0", "b0"), keeping: more)
        #expect(try fewer == elements(["b0": 1, "eth1": 2, "a0": 3]))
    }

    @Test func `at most three links have numbers, and each number belongs to one link`() throws {
        let all = ArrivalLinks.elements(for: try links("a", "b", "c", "d"), keeping: [])
        #expect(try all == elements(["a": 1, "b": 2, "c": 3]))
        let twice = ArrivalLinks.elements(for: try links("a", "b"), keeping: try elements(["a": 2, "b": 2]))
        #expect(try twice == elements(["a": 2, "b": 1]))
    }

    @Test func `links are numbered only for networks that publish ports, and only on a host with several uplinks`()
        throws
    {
        func arrivals(_ network: Network, _ uplinks: Set<InterfaceName>) -> Set<FirewallElement> {
            var observed = ObservedState()
            observed.uplinks = uplinks
            let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
            let steps = Plan.firewall(for: [network], in: desired, observed: observed)
            return steps.added.filter { if case .arrival = $0 { true } else { $0 == .replies } }
        }
        let network = try NetworkModelTests.network("n", "10.1.0.0/24")
        #expect(try arrivals(network, links("eth0", "eth1")) == elements(["eth0": 1, "eth1": 2]))
        #expect(arrivals(network, []) == [])
        let closed = try NetworkModelTests.network("n", "10.1.0.0/24", isInternal: true)
        #expect(try arrivals(closed, links("eth0", "eth1")) == [])
    }

    @Test
    func
        `missing chains, rules or routes for replies are restored, and removed on a host with one uplink`()
        throws
    {
        let network = try NetworkModelTests.network("n", "10.1.0.0/24")
        let desired = DesiredState([.addNetwork(NetworkRecord(network, phase: .active))])
        var observed = ObservedState()
        observed.isFirewallWhole = true
        observed.uplinks = try links("eth0", "eth1")
        let arrivals = ArrivalLinks.elements(for: observed.uplinks, keeping: [])
        observed.firewall = Wanted(for: [network], in: desired, beside: []).required.union(arrivals)
        #expect(Plan.firewall(for: [network], in: desired, observed: observed) == [])
        // Without the reply chains, no rule uses the numbers. On a host with one uplink, the firewall has neither.
        observed.firewall.remove(.replies)
        #expect(Plan.firewall(for: [network], in: desired, observed: observed) == .change(adding: [.replies]))
        observed.firewall.insert(.replies)
        let uplinks = observed.uplinks
        observed.uplinks = []
        #expect(
            Plan.firewall(for: [network], in: desired, observed: observed).deeds
                == [Step].change(adding: [], removing: arrivals).deeds
        )
        observed.uplinks = uplinks
        observed.routesArrivals = false
        #expect(
            Plan.firewall(for: [network], in: desired, observed: observed).deeds
                == [Step].change(adding: arrivals).deeds
        )
    }
}
