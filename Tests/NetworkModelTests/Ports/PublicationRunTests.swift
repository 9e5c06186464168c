// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModelTesting
import Testing

@testable import NetworkModel

/// Ports in a row, which are kept as one.
@Suite(.timeLimit(.minutes(1)))
struct PublicationRunTests {
    /// A publication of ports in a row, which lead to other ports of a container or to the same.
    private func run(
        _ first: UInt16,
        through last: UInt16,
        to container: UInt16? = nil,
        on address: String = "0.0.0.0",
        of endpoint: String = "e1"
    ) throws -> Publication {
        try Publication(
            hostPort(address, first),
            to: AddressPort(NetworkModelTests.address("10.1.0.2"), port: container ?? first),
            of: EndpointID(endpoint),
            count: Int(last - first) + 1
        )
    }

    @Test func `consecutive ports become a run, and the run becomes the same ports again`() throws {
        let whole = try run(10000, through: 20000)
        #expect(whole.singles.count == 10001)
        #expect(whole.singles.shuffled().runs == [whole])
        #expect(whole.hostPorts == whole.singles.map(\.host))
        #expect([whole].portCount == 10001)
        let end = try run(65520, through: 65535)
        #expect(end.singles.runs == [end])
    }

    @Test func `a run ends at a missing port, a port with another target and a port of another address`() throws {
        let ports = try run(1000, through: 1099).singles
        let hole = ports.filter { $0.host.port != 1050 }
        #expect(try hole.runs == [run(1000, through: 1049), run(1051, through: 1099)])
        let shifted = try run(1000, through: 1049).singles + run(1050, through: 1099, to: 2000).singles
        #expect(try shifted.runs == [run(1000, through: 1049), run(1050, through: 1099, to: 2000)])
        let both = try [run(1000, through: 1099), run(1000, through: 1099, on: "127.0.0.1")]
        #expect(Set(both.singles.runs) == Set(both))
    }

    @Test func `a few consecutive ports do not become a run`() throws {
        let ports = try run(1000, through: 1000 + UInt16(Publication.shortestRun) - 2).singles
        #expect(ports.runs == ports)
    }

    @Test func `each port of a run is found, and no other port`() throws {
        var publications = Publications()
        let whole = try run(10000, through: 20000, to: 30000)
        publications.insert(whole)
        for port: UInt16 in [10000, 15000, 20000] {
            let found = publications[try hostPort("0.0.0.0", port)]
            #expect(found?.container.port == port + 20000)
            #expect(try publications.overlapping(hostPort("127.0.0.1", port)).map(\.host.port) == [port])
            #expect(try publications[hostPort("127.0.0.1", port)] == nil)
        }
        for port: UInt16 in [9999, 20001] {
            #expect(try publications[hostPort("0.0.0.0", port)] == nil)
            #expect(try publications.overlapping(hostPort("0.0.0.0", port)).isEmpty)
        }
        #expect(try publications.of(EndpointID("e1")) == [whole])
        #expect(publications.portCount == 10001)
    }

    @Test func `a withdrawal of any ports of runs keeps the other ports`() throws {
        var random = SeededRandom(seed: 7)
        for _ in 0..<200 {
            let ports = try run(100, through: 400).singles
            let published = ports.filter { _ in random.next() % 16 != 0 }
            var state = DesiredState()
            for publication in published.runs { state.apply(.publish(publication)) }
            let first = Int(random.next() % 250)
            let withdrawn = published.dropFirst(first).prefix(Int(random.next() % 100)).filter { _ in
                random.next() % 8 != 0
            }
            let withdrawal = state.publications.withdrawing(Array(withdrawn).runs)
            #expect(Set(withdrawal.publications.singles) == Set(withdrawn))
            for change in withdrawal.changes { state.apply(change) }
            #expect(Set(state.publications.all.singles) == Set(published).subtracting(withdrawn))
        }
    }

    @Test func `the firewall maps a run as one range if its host and container ports are equal`() throws {
        let same = try run(10000, through: 20000)
        let address = try NetworkModelTests.address("10.1.0.2")
        #expect([same].firewallElements == [.publishedRange(same.host, through: 20000, to: address)])
        let shifted = try run(10000, through: 10099, to: 80)
        #expect([shifted].firewallElements == Set(shifted.singles.map { .published($0.host, $0.container) }))
        let relayed = try run(10000, through: 20000, on: "::")
        #expect([relayed].firewallElements == [.relayedRange(relayed.host, through: 20000)])
        #expect(try [run(10000, through: 20000, on: "::1")].firewallElements.isEmpty)
    }

    @Test func `all ports of a protocol are planned and chosen, and a second plan changes nothing`() throws {
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24")
        let requests = (1...UInt16.max).map { PortRequest(.udp, $0, hostPorts: PortRange(port: $0)) }
        let plan = PortPlan(for: requests.shuffled(), own: [], others: [], isGateway: true)
        #expect(plan.missing.map(\.request) == requests)
        let ports = ImaginedPorts(automatic: try #require(PortRange(first: 32768, last: 60999)))
        let outcome = try ports.choose(plan.missing, for: PortTarget(endpoint, on: network))
        guard case .chosen(let chosen) = outcome else { throw Refusal("outcome", "not chosen") }
        #expect(chosen.count == 2 * 65535)
        let runs = chosen.runs
        #expect(runs.map(\.count) == [65535, 65535])
        #expect(PortPlan(for: requests, own: runs, others: [], isGateway: true) == PortPlan())
        let half = PortPlan(for: Array(requests.prefix(30000)), own: runs, others: [], isGateway: true)
        #expect(half.missing.isEmpty)
        #expect(half.withdrawn.runs.map(\.host.port) == [30001, 30001])
    }

    @Test func `a plan of many ports is carried out in parts, withdrawals first`() throws {
        let requests = (1...UInt16(2500)).map { PortRequest(.tcp, $0, hostPorts: PortRange(port: $0)) }
        for old in [0, 1, 300, 500, 2100] as [UInt16] {
            let own = old == 0 ? [] : try [run(10000, through: 9999 + old)]
            let plan = PortPlan(for: requests, own: own, others: [], isGateway: true)
            let parts = plan.parts
            #expect(parts.flatMap(\.withdrawn) == plan.withdrawn)
            #expect(parts.flatMap(\.missing) == plan.missing)
            #expect(parts.allSatisfy { max($0.withdrawn.count, $0.missing.count) <= PortPlan.partSize })
            #expect(parts.allSatisfy { $0 != PortPlan() })
            let firstMissing = try #require(parts.firstIndex { !$0.missing.isEmpty })
            #expect(parts.dropFirst(firstMissing + 1).allSatisfy { $0.withdrawn.isEmpty })
        }
        let one = PortPlan(for: [requests[0]], own: try [run(80, through: 80)], others: [], isGateway: true)
        #expect(one.parts == [one])
        #expect(PortPlan().parts.isEmpty)
    }

    @Test func `publications are withdrawn in parts, and a longer run is one part`() throws {
        let few = try [run(1, through: 1), run(100, through: 150)]
        #expect(few.parts == [few])
        let many = try [
            run(1000, through: 1499), run(2000, through: 2249), run(3000, through: 3249), run(4000, through: 9999),
        ]
        #expect(many.parts == [[many[0]], [many[1], many[2]], [many[3]]])
        #expect([Publication]().parts.isEmpty)
    }

    @Test func `ten thousand automatic ports are chosen in one pass`() throws {
        let network = try NetworkModelTests.network("n1", "10.1.0.0/24")
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24")
        let requests = (1...UInt16(20000)).map { PortRequest(.udp, $0) }
        let plan = PortPlan(for: requests, own: [], others: [], isGateway: true)
        let ports = ImaginedPorts(automatic: try #require(PortRange(first: 32768, last: 60999)))
        let outcome = try ports.choose(plan.missing, for: PortTarget(endpoint, on: network), behind: 50000)
        guard case .chosen(let chosen) = outcome else { throw Refusal("outcome", "not chosen") }
        #expect(Set(chosen.map(\.host.port)).count == 20000)
        #expect(chosen.contains { $0.host.port == 50001 && $0.container.port == 1 })
    }
}

/// Numbers that are the same in each run (SplitMix64).
private struct SeededRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
