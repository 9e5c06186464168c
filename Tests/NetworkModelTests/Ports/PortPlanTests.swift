// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

struct PortPlanTests {
    private let first: Endpoint
    private let second: Endpoint
    private let stranger: Endpoint
    private let web = PortRequest(.tcp, 80)
    private let fixed = PortRequest(.tcp, 80, hostPorts: PortRange(port: 8080))

    init() throws {
        first = try endpoint("e1", on: "n1", "10.1.0.2/24", sandbox: "/netns/1")
        second = try endpoint("e2", on: "n2", "10.2.0.2/24", sandbox: "/netns/1")
        stranger = try endpoint("e3", on: "n1", "10.1.0.3/24", sandbox: "/netns/2")
    }

    private func state(_ published: Publication...) -> DesiredState {
        DesiredState([first, second, stranger].map { .addEndpoint($0) } + published.map { .publish($0) })
    }

    private func published(_ port: UInt16, by endpoint: Endpoint) throws -> Publication {
        Publication(
            try hostPort("0.0.0.0", port),
            to: AddressPort(try #require(endpoint.ipv4?.address), port: 80),
            of: endpoint.id
        )
    }

    @Test func `a repeated request keeps the published ports`() throws {
        let existing = try published(8080, by: first)
        #expect(state(existing).portPlan(for: [fixed], of: first, isGateway: true) == PortPlan())
        #expect(state(existing).portPlan(for: [web], of: first, isGateway: true) == PortPlan())
    }

    @Test func `requests for the loopback addresses of both families are met by the port of each family`() throws {
        let loopback = try ["127.0.0.1", "::1"].map { address in
            PortRequest(.tcp, 80, hostAddress: try NetworkModelTests.address(address), hostPorts: PortRange(port: 80))
        }
        let published = try ["127.0.0.1", "::1"].map { try publication(hostPort($0, 80), "10.1.0.2", 80, of: "e1") }
        let state = state(published[0], published[1])
        #expect(state.portPlan(for: loopback, of: first, isGateway: true) == PortPlan())
        let half = state.portPlan(for: [loopback[1]], of: first, isGateway: true)
        #expect(half.withdrawn == [published[0]])
        #expect(half.missing.isEmpty)
    }

    @Test func `two requests for automatic ports of one container port get two ports`() throws {
        let plan = state(try published(32768, by: first)).portPlan(for: [web, web], of: first, isGateway: true)
        #expect(plan.missing == [PortPlan.Missing(web)])
        #expect(plan.withdrawn.isEmpty)
    }

    @Test func `a port that is no longer requested is withdrawn`() throws {
        let old = try published(8081, by: first)
        let plan = state(old).portPlan(for: [fixed], of: first, isGateway: true)
        #expect(plan.withdrawn == [old])
        #expect(plan.missing == [PortPlan.Missing(fixed)])
    }

    @Test func `a gateway endpoint moves the ports of its container's other endpoint to itself, with the same numbers`()
        throws
    {
        let existing = try published(32768, by: second)
        let plan = state(existing, try published(9000, by: stranger))
            .portPlan(for: [web], of: first, isGateway: true)
        #expect(plan.withdrawn == [existing])
        #expect(plan.missing == [PortPlan.Missing(web, preferred: 32768)])
    }

    @Test func `an endpoint that is no gateway publishes no port of its container again`() throws {
        let plan = state(try published(8080, by: second)).portPlan(for: [fixed, web], of: first, isGateway: false)
        #expect(plan.withdrawn.isEmpty)
        #expect(plan.missing == [PortPlan.Missing(web)])
    }

    @Test func `requests with fewer possible ports are planned first`() throws {
        let range = PortRequest(.tcp, 81, hostPorts: PortRange(first: 8000, last: 8003))
        let plan = state().portPlan(for: [web, range, fixed], of: first, isGateway: true)
        #expect(plan.missing.map(\.request) == [fixed, range, web])
    }

    @Test func `endpoints that have left their sandbox are no siblings of other endpoints`() throws {
        var state = state(try published(8080, by: second))
        #expect(state.siblings(of: first) == [second.id])
        var left = second
        left.occupancy = .left
        state.apply(.addEndpoint(left))
        #expect(state.siblings(of: first) == [])
        #expect(state.siblings(of: left) == [])
        state.apply(.removeEndpoint(first.id))
        #expect(state.siblings(of: stranger) == [])
    }

    @Test func `publications are removed with their endpoint only`() throws {
        var state = state(try published(8080, by: first), try published(9000, by: stranger))
        state.apply(.addEndpoint(first))
        #expect(state.publications.of(first.id).count == 1)
        state.apply(.removeEndpoint(first.id))
        #expect(state.publications.all == [try published(9000, by: stranger)])
    }
}
