import Addressing
import Testing

@testable import NetworkModel

struct DecisionTests {
    private static func state(_ networks: Network..., endpoints: [Endpoint] = []) -> DesiredState {
        DesiredState(networks.map { .putNetwork(NetworkRecord($0, .standing)) } + endpoints.map { .putEndpoint($0) })
    }

    @Test func `a new network is recorded before it stands`() throws {
        let network = try network("n1", "10.1.0.0/24")
        #expect(try DesiredState().adding(network) == [.putNetwork(NetworkRecord(network, .creating))])
    }

    @Test func `a network created twice changes nothing`() throws {
        let network = try network("n1", "10.1.0.0/24")
        #expect(try Self.state(network).adding(network).isEmpty)
    }

    @Test func `a network of the same id with other subnets is refused`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"))
        let refusal = #expect(throws: Refusal.self) { try state.adding(network("n1", "10.2.0.0/24")) }
        #expect(refusal?.description == "network n1: exists already with other options or subnets")
    }

    @Test func `a subnet that overlaps another network's is refused, naming both`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/16", "fd00:1::/48"))
        let v4 = #expect(throws: Refusal.self) { try state.adding(network("n2", "10.1.4.0/24")) }
        #expect(v4?.description == "subnet 10.1.4.0/24: overlaps subnet 10.1.0.0/16 of network n1")
        let v6 = #expect(throws: Refusal.self) { try state.adding(network("n2", "fd00:1:0:4::/64")) }
        #expect(v6?.description == "subnet fd00:1:0:4::/64: overlaps subnet fd00:1::/48 of network n1")
    }

    @Test func `only what Docker's own IPAM gave twice proves a network over`() throws {
        func network(_ id: String, _ text: String, isDockers: Bool = true) throws -> Network {
            let subnet = try Subnet(prefix: #require(Prefix(text)), isDockers: isDockers)
            return try Network(id: NetworkID(id), options: NetworkOptions(), isInternal: false, subnets: [subnet])
        }
        let old = try network("n1", "10.1.0.0/16")
        var endpoint = try Endpoint(id: EndpointID("e1"), network: old.id, occupancy: .left)
        let state = Self.state(old, try network("n0", "10.2.0.0/16"), endpoints: [endpoint])
        #expect(state.networks(provenOverBy: try network("n2", "10.1.4.0/24")) == [old.id])
        #expect(state.networks(provenOverBy: try network("n2", "10.3.0.0/16")).isEmpty)
        #expect(state.networks(provenOverBy: old).isEmpty)
        #expect(state.networks(provenOverBy: try network("n2", "10.1.4.0/24", isDockers: false)).isEmpty)
        let foreign = Self.state(try network("n1", "10.1.0.0/16", isDockers: false))
        #expect(foreign.networks(provenOverBy: try network("n2", "10.1.4.0/24")).isEmpty)
        let creating = DesiredState([.putNetwork(NetworkRecord(old, .creating))])
        #expect(creating.networks(provenOverBy: try network("n2", "10.1.4.0/24")).isEmpty)
        for occupancy in [Occupancy.created, .joined(Sandbox("/run/docker/netns/1"))] {
            endpoint.occupancy = occupancy
            let state = Self.state(old, endpoints: [endpoint])
            #expect(state.networks(provenOverBy: try network("n2", "10.1.4.0/24")).isEmpty)
        }
    }

    @Test func `a bridge that another network has is refused`() throws {
        let options = NetworkOptions(bridge: try InterfaceName("br7"))
        let state = Self.state(try network("n1", "10.1.0.0/24", options: options))
        let refusal = #expect(throws: Refusal.self) { try state.adding(network("n2", "10.2.0.0/24", options: options)) }
        #expect(refusal?.description == "bridge br7: is that of network n1")
    }

    @Test func `networks without subnets overlap nothing`() throws {
        #expect(try Self.state(network("n1")).adding(network("n2")).count == 1)
    }

    @Test func `an endpoint on an unknown network is refused`() throws {
        let refusal = #expect(throws: Refusal.self) { try DesiredState().adding(endpoint("e1", on: "n9"), at: at(0)) }
        #expect(refusal?.description == "network n9: is not known to mdnp")
    }

    @Test func `an address outside the network is refused, naming what the network has`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"), try network("n2"))
        let outside = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.2.0.7/24"), at: at(0))
        }
        #expect(outside?.description == "address 10.2.0.7/24: is outside network n1: the network has 10.1.0.0/24")
        let none = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n2", "10.2.0.7/24"), at: at(0))
        }
        #expect(none?.description == "address 10.2.0.7/24: is outside network n2: the network has no subnet")
    }

    @Test func `the gateway's address is no container's`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"))
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.1.0.1/24"), at: at(0))
        }
        #expect(refusal?.description == "address 10.1.0.1/24: is the gateway of network n1")
    }

    @Test func `an endpoint created twice changes nothing, even after it joined`() throws {
        let joined = try endpoint("e1", on: "n1", "10.1.0.7/24", sandbox: "/run/docker/netns/1")
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [joined])
        #expect(try state.adding(endpoint("e1", on: "n1", "10.1.0.7/24"), at: at(0)).changes.isEmpty)
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.1.0.8/24"), at: at(0))
        }
        #expect(refusal?.description == "endpoint e1: exists already with other addresses")
    }

    @Test func `an endpoint whose address is given to another is dead`() throws {
        let old = try endpoint("e1", on: "n1", "10.1.0.7/24", "fd00:1::7/64")
        let state = Self.state(try network("n1", "10.1.0.0/24", "fd00:1::/64"), endpoints: [old])
        let new = try endpoint("e2", on: "n1", "10.1.0.8/24", "fd00:1::7/64")
        let decision = try state.adding(new, at: at(0))
        #expect(decision.outcome == [old])
        #expect(decision.changes == [.removeEndpoint(old.id), .putEndpoint(new)])
    }

    @Test(arguments: [Occupancy.created, .joined(Sandbox("/run/docker/netns/1")), .left])
    func `a new endpoint with the address of another proves it dead however far it has come`(_ occupancy: Occupancy)
        throws
    {
        var old = try endpoint("e1", on: "n1", "10.1.0.7/24")
        old.occupancy = occupancy
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [old])
        #expect(try state.adding(endpoint("e2", on: "n1", "10.1.0.7/24"), at: at(0)).outcome == [old])
    }

    @Test func `two endpoints never have one link`() throws {
        let first = try endpoint("94ad0c03edb7aaaa", on: "n1", "10.1.0.7/24")
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [first])
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("94ad0c03edb7bbbb", on: "n1", "10.1.0.8/24"), at: at(0))
        }
        #expect(
            refusal?.description
                == "endpoint 94ad0c03edb7: has the same first twelve characters as endpoint 94ad0c03edb7aaaa"
        )
    }

    @Test func `an address is free again once its endpoint is gone, and never before`() throws {
        var state = DesiredState()
        let first = try endpoint("e1", on: "n1", "10.1.0.7/24")
        state.apply(.putEndpoint(first))
        #expect(state.holder(of: try held("10.1.0.7/24").address, on: first.network) == first)
        state.apply(.putEndpoint(first))
        #expect(state.endpoints(of: first.network) == [first.id])
        state.apply(.removeEndpoint(first.id))
        #expect(state.holder(of: try held("10.1.0.7/24").address, on: first.network) == nil)
        #expect(state.endpoints(of: first.network).isEmpty)
    }

    @Test func `a network that goes takes its endpoints along`() throws {
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.7/24")
        var state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [endpoint])
        state.apply(.removeNetwork(endpoint.network))
        #expect(state == DesiredState())
    }
}
