// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

/// The effects of addresses and endpoints on each other.
struct LeaseTests {
    private static let ipv4 = PoolID("10.1.0.0/24")
    private static let ipv6 = PoolID("fd00:1::/64")

    /// Returns a state with a dual-stack network and an optional endpoint on it.
    private static func state(_ endpoint: Endpoint?, space: AddressSpace? = .local) throws -> DesiredState {
        let (first, second) = (try pool("10.1.0.0/24"), try pool("fd00:1::/64"))
        return DesiredState(
            [
                .addresses(.leasePool(first)), .addresses(.leasePool(second)),
                .addNetwork(
                    NetworkRecord(try network("n1", "10.1.0.0/24", "fd00:1::/64", space: space), phase: .active)
                ),
                try hold("10.1.0.1", of: first, nil, .gateway), try hold("fd00:1::1", of: second, nil, .gateway),
                try hold("10.1.0.2", of: first, "web"), try hold("fd00:1::2", of: second, "web"),
            ] + (endpoint.map { [.addEndpoint($0)] } ?? [])
        )
    }

    private static func webEndpoint(_ occupancy: Occupancy = .left) throws -> Endpoint {
        var endpoint = try endpoint("e1", on: "n1", "10.1.0.2/24", "fd00:1::2/64")
        endpoint.occupancy = occupancy
        return endpoint
    }

    private static var joined: Occupancy { .joined(Sandbox("/run/docker/netns/1")) }

    private static func rest(_ text: String, of pool: PoolID, order: UInt64 = 0) throws -> Change {
        .addresses(.rest(pool, try address(text), Lease(name: "web", since: at(9)), order: order))
    }

    @Test func `an address without an endpoint is assigned again for a repeated request`() throws {
        let request = AddressRequest(pool: Self.ipv4, address: try address("10.1.0.2"), name: "web")
        let decision = try Self.state(nil).leasing(request, at: at(9))
        #expect(decision.outcome == InterfaceAddress("10.1.0.2/24"))
        let lease = Lease(purpose: .address, name: "web", since: at(9))
        #expect(
            decision.changes == [
                .addresses(.forget(Self.ipv4, request.address!)),
                .addresses(.hold(Self.ipv4, request.address!, lease)),
            ]
        )
    }

    @Test func `an address of an endpoint, a gateway address and an address of another IPAM are not assigned again`()
        throws
    {
        let states = try [
            (Self.state(Self.webEndpoint()), "10.1.0.2"), (Self.state(nil), "10.1.0.1"),
            (Self.state(nil, space: nil), "10.1.0.2"),
        ]
        for (state, text) in states {
            let request = AddressRequest(pool: Self.ipv4, address: try address(text))
            #expect(throws: Refusal.self) { try state.leasing(request, at: at(9)) }
        }
    }

    @Test func `the release of an address without an endpoint frees the address`() throws {
        let decision = try Self.state(nil).releasing(address("10.1.0.2"), of: Self.ipv4, at: at(9))
        #expect(decision.outcome == .done)
        #expect(decision.changes == [try Self.rest("10.1.0.2", of: Self.ipv4)])
    }

    @Test(arguments: [("10.1.0.99", "10.1.0.0/24"), ("10.9.0.2", "10.1.0.0/24"), ("10.1.0.2", "mdnp-0")])
    func `the release of an address that is not held changes nothing`(text: String, pool: String) throws {
        let decision = try Self.state(Self.webEndpoint()).releasing(address(text), of: PoolID(pool), at: at(9))
        #expect(decision.outcome == .nothing)
        #expect(decision.changes.isEmpty)
    }

    @Test(arguments: [Occupancy.created, .joined(Sandbox("/run/docker/netns/1"))])
    func `the addresses of an endpoint that has joined or may still join are kept, in both families`(
        _ occupancy: Occupancy
    ) throws {
        let endpoint = try Self.webEndpoint(occupancy)
        for (text, pool) in [("10.1.0.2", Self.ipv4), ("fd00:1::2", Self.ipv6)] {
            let decision = try Self.state(endpoint).releasing(address(text), of: pool, at: at(9))
            #expect(decision.outcome == .inUse(by: endpoint))
            #expect(decision.changes.isEmpty)
        }
    }

    @Test func `the release of an address whose endpoint has left frees the address and makes the endpoint stale`()
        throws
    {
        let endpoint = try Self.webEndpoint()
        let decision = try Self.state(endpoint).releasing(address("fd00:1::2"), of: Self.ipv6, at: at(9))
        #expect(decision.outcome == .provesStale(endpoint))
        #expect(decision.changes == [.removeEndpoint(endpoint.id), try Self.rest("fd00:1::2", of: Self.ipv6)])
    }

    @Test func `an endpoint on a network of another IPAM does not keep a pool address`() throws {
        let endpoint = try Self.webEndpoint(Self.joined)
        let decision = try Self.state(endpoint, space: nil).releasing(address("10.1.0.2"), of: Self.ipv4, at: at(9))
        #expect(decision.outcome == .done)
    }

    @Test func `a new endpoint holds its addresses again after a late release, under their name`() throws {
        var state = try Self.state(nil)
        state.apply(.addresses(.forget(Self.ipv4, try address("10.1.0.2"))))
        state.apply(try Self.rest("fd00:1::2", of: Self.ipv6))
        let endpoint = try Self.webEndpoint(.created)
        #expect(
            try state.holdingAddresses(of: endpoint, at: at(9)) == [
                .addresses(.hold(Self.ipv4, address("10.1.0.2"), Lease(purpose: .address, name: nil, since: at(9)))),
                .addresses(.hold(Self.ipv6, address("fd00:1::2"), Lease(purpose: .address, name: "web", since: at(9)))),
            ]
        )
        #expect(try Self.state(nil).holdingAddresses(of: endpoint, at: at(9)).isEmpty)
        #expect(try Self.state(nil, space: nil).holdingAddresses(of: endpoint, at: at(9)).isEmpty)
    }

    @Test func `a network is removed with its last pool, unless a container has joined it`() throws {
        let network = try network("n1", "10.1.0.0/24", "fd00:1::/64", space: .local)
        for (occupancy, isDeleting) in [(Occupancy.created, true), (.left, true), (Self.joined, false)] {
            var state = try Self.state(Self.webEndpoint(occupancy))
            state.apply(.addresses(.releasePool(Self.ipv6)))
            let deletion: [Change] = isDeleting ? [.setPhase(network.id, .deleting)] : []
            #expect(state.releasing(Self.ipv4) == [.addresses(.releasePool(Self.ipv4))] + deletion)
        }
    }

    @Test func `the addresses of a stale endpoint are freed in both families`() throws {
        let endpoint = try Self.webEndpoint()
        #expect(
            try Self.state(endpoint).releasingAddresses(of: endpoint, at: at(9)) == [
                Self.rest("10.1.0.2", of: Self.ipv4), Self.rest("fd00:1::2", of: Self.ipv6),
            ]
        )
        #expect(try Self.state(endpoint, space: nil).releasingAddresses(of: endpoint, at: at(9)).isEmpty)
        #expect(DesiredState().releasingAddresses(of: endpoint, at: at(9)).isEmpty)
    }

    @Test func `the pools of a network are released with it, and those of another IPAM are not`() throws {
        let network = try network("n1", "10.1.0.0/24", "fd00:1::/64", space: .local)
        #expect(
            try Self.state(nil).releasingPools(of: network) == [
                .addresses(.releasePool(Self.ipv4)), .addresses(.releasePool(Self.ipv6)),
            ]
        )
        let other = try NetworkModelTests.network("n1", "10.1.0.0/24", space: .global)
        #expect(try Self.state(nil).releasingPools(of: other).isEmpty)
    }

    @Test func `an address without an endpoint is an orphan, unless it is a gateway or an auxiliary address`() throws {
        let pool = try pool("10.1.0.0/24")
        let subnet = try Subnet(
            prefix: prefix("10.1.0.0/24"),
            gateway: address("10.1.0.254"),
            auxiliary: ["printer": address("10.1.0.9")],
            space: .local
        )
        let network = try Network(
            id: NetworkID("n1"),
            options: Options(),
            isInternal: false,
            subnets: [subnet]
        )
        let free = try NetworkModelTests.pool("10.2.0.0/24")
        let state = DesiredState([
            .addresses(.leasePool(pool)), .addresses(.leasePool(free)),
            .addNetwork(NetworkRecord(network, phase: .active)),
            // Gateway addresses: one requested with the gateway type, and one that the user gave without the type.
            try hold("10.1.0.1", of: pool, nil, .gateway), try hold("10.1.0.254", of: pool),
            try hold("10.1.0.9", of: pool), try hold("10.1.0.2", of: pool, "web"), try hold("10.1.0.3", of: pool),
            try hold("10.2.0.2", of: free),
            .addresses(.rest(pool.id, try address("10.1.0.3"), lease(), order: 0)),
            try hold("10.1.0.4", of: pool), .addEndpoint(try endpoint("e1", on: "n1", "10.1.0.4/24")),
        ])
        #expect(state.orphans == [LeasedAddress(pool: pool.id, address: try address("10.1.0.2"), lease: lease("web"))])
    }

    @Test func `an endpoint has the name of the container to which its addresses were assigned`() throws {
        let endpoint = try Self.webEndpoint()
        #expect(try Self.state(endpoint).containerName(of: endpoint) == "web")
        #expect(try Self.state(endpoint, space: nil).containerName(of: endpoint) == nil)
        var state = try Self.state(endpoint)
        state.apply(try Self.rest("10.1.0.2", of: Self.ipv4))
        state.apply(try Self.rest("fd00:1::2", of: Self.ipv6))
        #expect(state.containerName(of: endpoint) == nil)
    }

    @Test func `a refusal of the allocator keeps its text`() throws {
        let state = try Self.state(Self.webEndpoint())
        let wanted = AddressRequest(pool: Self.ipv4, address: try address("10.1.0.2"))
        let refusal = #expect(throws: Refusal.self) { try state.leasing(wanted, at: at(9)) }
        #expect(refusal == Refusal("address 10.1.0.2", "is in use by web"))
    }

    @Test func `a subnet of another IPAM must not overlap a pool`() throws {
        let state = DesiredState([.addresses(.leasePool(try pool("10.1.0.0/24")))])
        let foreign = try network("n1", "10.1.0.0/16")
        let refusal = #expect(throws: Refusal.self) { try state.adding(foreign) }
        #expect(refusal?.description == "subnet 10.1.0.0/16: overlaps pool 10.1.0.0/24 of the mdnp IPAM driver")
        #expect(try state.adding(network("n1", "10.1.0.0/24", space: .local)).count == 1)
    }
}
