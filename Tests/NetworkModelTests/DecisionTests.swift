// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

struct DecisionTests {
    private static func state(_ networks: Network..., endpoints: [Endpoint] = []) -> DesiredState {
        DesiredState(
            networks.map { .addNetwork(NetworkRecord($0, phase: .active)) } + endpoints.map { .addEndpoint($0) }
        )
    }

    @Test func `a new network is recorded before it is active`() throws {
        let network = try network("n1", "10.1.0.0/24")
        #expect(try DesiredState().adding(network) == [.addNetwork(NetworkRecord(network, phase: .creating))])
    }

    @Test func `a repeated creation of a network changes nothing`() throws {
        let network = try network("n1", "10.1.0.0/24")
        #expect(try Self.state(network).adding(network).isEmpty)
    }

    @Test func `a network of the same id with other subnets is refused`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"))
        let refusal = #expect(throws: Refusal.self) { try state.adding(network("n1", "10.2.0.0/24")) }
        #expect(refusal?.description == "network n1: already exists with other options or subnets")
    }

    @Test(arguments: [
        ("224.0.0.0/24", "overlaps 224.0.0.0/4, which is multicast"),
        ("127.5.0.0/16", "overlaps 127.0.0.0/8, which is loopback"),
        ("0.0.0.0/8", "overlaps 0.0.0.0/8, which is reserved"),
        ("255.255.255.0/24", "overlaps 255.255.255.255/32, which is broadcast"),
        ("fe80::/64", "overlaps fe80::/10, which is link-local"),
        ("ff05::/64", "overlaps ff00::/8, which is multicast"),
        ("::/64", "overlaps ::/128, which is the unspecified address"),
        ("::ffff:10.1.0.0/120", "overlaps ::ffff:0.0.0.0/96, which is IPv4-mapped"),
    ])
    func `a subnet with addresses that no container can use is refused, whichever IPAM assigned it`(
        subnet: String,
        reason: String
    ) throws {
        let refusal = try #require(throws: Refusal.self) { try DesiredState().adding(network("n1", subnet)) }
        #expect(refusal.description.hasPrefix("subnet \(subnet): \(reason); choose a private block, such as "))
    }

    @Test(arguments: ["169.254.170.0/24", "169.254.0.0/16", "240.0.0.0/24", "64:ff9b::/96", "100.64.0.0/16"])
    func `a subnet that some Docker users have is not refused`(subnet: String) throws {
        #expect(try DesiredState().adding(network("n1", subnet)).count == 1)
    }

    @Test func `a subnet that overlaps another network is refused, and the error names both`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/16", "fd00:1::/48"))
        let v4 = #expect(throws: Refusal.self) { try state.adding(network("n2", "10.1.4.0/24")) }
        #expect(v4?.description == "subnet 10.1.4.0/24: overlaps subnet 10.1.0.0/16 of network n1")
        let v6 = #expect(throws: Refusal.self) { try state.adding(network("n2", "fd00:1:0:4::/64")) }
        #expect(v6?.description == "subnet fd00:1:0:4::/64: overlaps subnet fd00:1::/48 of network n1")
    }

    @Test func `a new network makes another one stale only if Docker's own IPAM assigned both subnets`() throws {
        func network(_ id: String, _ text: String, isDockers: Bool = true) throws -> Network {
            let subnet = try Subnet(prefix: #require(Prefix(text)), isDockers: isDockers)
            return try Network(id: NetworkID(id), options: Options(), isInternal: false, subnets: [subnet])
        }
        let old = try network("n1", "10.1.0.0/16")
        var endpoint = try Endpoint(id: EndpointID("e1"), network: old.id, occupancy: .left)
        let state = Self.state(old, try network("n0", "10.2.0.0/16"), endpoints: [endpoint])
        #expect(state.networks(provenStaleBy: try network("n2", "10.1.4.0/24")) == [old.id])
        #expect(state.networks(provenStaleBy: try network("n2", "10.3.0.0/16")).isEmpty)
        #expect(state.networks(provenStaleBy: old).isEmpty)
        #expect(state.networks(provenStaleBy: try network("n2", "10.1.4.0/24", isDockers: false)).isEmpty)
        let foreign = Self.state(try network("n1", "10.1.0.0/16", isDockers: false))
        #expect(foreign.networks(provenStaleBy: try network("n2", "10.1.4.0/24")).isEmpty)
        let creating = DesiredState([.addNetwork(NetworkRecord(old, phase: .creating))])
        #expect(creating.networks(provenStaleBy: try network("n2", "10.1.4.0/24")).isEmpty)
        for occupancy in [Occupancy.created, .joined(Sandbox("/run/docker/netns/1"))] {
            endpoint.occupancy = occupancy
            let state = Self.state(old, endpoints: [endpoint])
            #expect(state.networks(provenStaleBy: try network("n2", "10.1.4.0/24")).isEmpty)
        }
    }

    @Test func `a bridge of another network is refused`() throws {
        let options = try BridgeOptions.ofNetwork(["bridge": "br7"])
        let state = Self.state(try network("n1", "10.1.0.0/24", options: options))
        let refusal = #expect(throws: Refusal.self) { try state.adding(network("n2", "10.2.0.0/24", options: options)) }
        #expect(refusal?.description == "bridge br7: belongs to network n1")
    }

    @Test func `networks without subnets overlap nothing`() throws {
        #expect(try Self.state(network("n1")).adding(network("n2")).count == 1)
    }

    @Test func `an endpoint on an unknown network is refused`() throws {
        let refusal = #expect(throws: Refusal.self) { try DesiredState().adding(endpoint("e1", on: "n9")) }
        #expect(refusal?.description == "network n9: does not exist")
    }

    @Test func `an address outside the network is refused, and the error has the subnets of the network`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"), try network("n2"))
        let outside = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.2.0.7/24"))
        }
        #expect(outside?.description == "address 10.2.0.7/24: is outside network n1: the network has 10.1.0.0/24")
        let none = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n2", "10.2.0.7/24"))
        }
        #expect(none?.description == "address 10.2.0.7/24: is outside network n2: the network has no subnet")
    }

    @Test func `the gateway address is refused for a container`() throws {
        let state = Self.state(try network("n1", "10.1.0.0/24"))
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.1.0.1/24"))
        }
        #expect(refusal?.description == "address 10.1.0.1/24: is the gateway of network n1")
    }

    @Test func `a repeated creation of an endpoint changes nothing, even after its Join`() throws {
        let joined = try endpoint("e1", on: "n1", "10.1.0.7/24", sandbox: "/run/docker/netns/1")
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [joined])
        #expect(try state.adding(endpoint("e1", on: "n1", "10.1.0.7/24")).changes.isEmpty)
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("e1", on: "n1", "10.1.0.8/24"))
        }
        #expect(refusal?.description == "endpoint e1: already exists with other addresses")
    }

    @Test func `an endpoint whose address is assigned to another one is stale`() throws {
        let old = try endpoint("e1", on: "n1", "10.1.0.7/24", "fd00:1::7/64")
        let state = Self.state(try network("n1", "10.1.0.0/24", "fd00:1::/64"), endpoints: [old])
        let new = try endpoint("e2", on: "n1", "10.1.0.8/24", "fd00:1::7/64")
        let decision = try state.adding(new)
        #expect(decision.outcome.stale == [old])
        #expect(decision.changes == [.removeEndpoint(old.id), .addEndpoint(new)])
    }

    @Test(arguments: [Occupancy.created, .joined(Sandbox("/run/docker/netns/1")), .left])
    func `a new endpoint makes the previous holder of its address stale, in every state of that endpoint`(
        _ occupancy: Occupancy
    )
        throws
    {
        var old = try endpoint("e1", on: "n1", "10.1.0.7/24")
        old.occupancy = occupancy
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [old])
        #expect(try state.adding(endpoint("e2", on: "n1", "10.1.0.7/24")).outcome.stale == [old])
    }

    @Test func `two endpoints with the same link name are refused`() throws {
        let first = try endpoint("94ad0c03edb7aaaa", on: "n1", "10.1.0.7/24")
        let state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [first])
        let refusal = #expect(throws: Refusal.self) {
            try state.adding(endpoint("94ad0c03edb7bbbb", on: "n1", "10.1.0.8/24"))
        }
        #expect(
            refusal?.description
                == "endpoint 94ad0c03edb7: has the same first twelve characters as endpoint 94ad0c03edb7aaaa"
        )
    }

    @Test func `an address is free after the removal of its endpoint, and not before`() throws {
        var state = DesiredState()
        let first = try endpoint("e1", on: "n1", "10.1.0.7/24")
        state.apply(.addEndpoint(first))
        #expect(state.holder(of: try held("10.1.0.7/24").address, on: first.network) == first)
        state.apply(.addEndpoint(first))
        #expect(state.endpoints(of: first.network) == [first.id])
        state.apply(.removeEndpoint(first.id))
        #expect(state.holder(of: try held("10.1.0.7/24").address, on: first.network) == nil)
        #expect(state.endpoints(of: first.network).isEmpty)
    }

    @Test func `the removal of a network removes its endpoints`() throws {
        let endpoint = try endpoint("e1", on: "n1", "10.1.0.7/24")
        var state = Self.state(try network("n1", "10.1.0.0/24"), endpoints: [endpoint])
        state.apply(.removeNetwork(endpoint.network))
        #expect(state == DesiredState())
    }

    /// Returns a state with an endpoint whose given MAC address equals the one derived from 10.1.0.2.
    private static func stateWithGivenMAC(_ occupancy: Occupancy = .created) throws -> (DesiredState, Endpoint) {
        let taken = try #require(MACAddress("02:6d:0a:01:00:02"))
        let holder = try Endpoint(
            id: EndpointID("e1"),
            network: NetworkID("n1"),
            ipv4: held("10.1.0.7/24"),
            mac: taken,
            occupancy: occupancy
        )
        return (state(try network("n1", "10.1.0.0/24"), try network("n2", "10.2.0.0/24"), endpoints: [holder]), holder)
    }

    @Test func `a derived MAC address that another endpoint has is replaced by the same alternative each time`() throws
    {
        let (state, holder) = try Self.stateWithGivenMAC()
        let new = try endpoint("e2", on: "n1", "10.1.0.2/24")
        #expect(new.mac == holder.mac)
        let added = try state.adding(new).outcome.endpoint
        #expect(added.mac != holder.mac && !added.isMACGiven && !added.mac.isMulticast)
        #expect(try state.adding(new).outcome.endpoint == added)
        var after = state
        for change in try state.adding(new).changes { after.apply(change) }
        let again = try after.adding(new)
        #expect(again.changes.isEmpty && again.outcome.endpoint == added)
        // The alternative may be in use too.
        var busy = state
        let second = try Endpoint(id: EndpointID("e3"), network: holder.network, mac: added.mac)
        busy.apply(.addEndpoint(second))
        let third = try busy.adding(new).outcome.endpoint.mac
        #expect(third != holder.mac && third != added.mac)
    }

    @Test func `a given MAC address of another endpoint on the network is refused, and the error names the endpoint`()
        throws
    {
        let (state, holder) = try Self.stateWithGivenMAC()
        func add(on network: String, _ address: String, mac: MACAddress?) throws -> Endpoint {
            let new = try Endpoint(
                id: EndpointID("e2"),
                network: NetworkID(network),
                ipv4: held(address),
                mac: mac
            )
            return try state.adding(new).outcome.endpoint
        }
        let refusal = #expect(throws: Refusal.self) { try add(on: "n1", "10.1.0.3/24", mac: holder.mac) }
        #expect(
            refusal?.description
                == "MAC address 02:6d:0a:01:00:02: belongs to endpoint e1 at 10.1.0.7 on the same network; "
                + "use another address, or omit --mac-address"
        )
        // A MAC address that mdnp derived is refused too.
        let bridge = try state.network(NetworkID("n1")).bridgeMAC
        let ofBridge = #expect(throws: Refusal.self) { try add(on: "n1", "10.1.0.3/24", mac: bridge) }
        #expect(ofBridge?.description.contains("belongs to bridge mdnp-n1;") == true)
        // Networks do not share links.
        #expect(try add(on: "n2", "10.2.0.3/24", mac: holder.mac).mac == holder.mac)
        // The new endpoint has the address of the holder, so the holder is stale.
        #expect(try add(on: "n1", "10.1.0.7/24", mac: holder.mac).mac == holder.mac)
    }

    @Test func `a MAC address whose holder has left is free`() throws {
        let (state, holder) = try Self.stateWithGivenMAC(.left)
        let derived = try endpoint("e2", on: "n1", "10.1.0.2/24")
        #expect(try state.adding(derived).outcome.endpoint.mac == holder.mac)
    }

    @Test func `endpoints are found by MAC address and network until their removal`() throws {
        var (state, holder) = try Self.stateWithGivenMAC()
        #expect(state.holders(of: holder.mac, on: holder.network) == [holder])
        #expect(state.holders(of: holder.mac, on: try NetworkID("n2")).isEmpty)
        state.apply(.removeEndpoint(holder.id))
        #expect(state.holders(of: holder.mac, on: holder.network).isEmpty)
    }
}
