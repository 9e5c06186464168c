// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import NetworkModel

struct NetworkTests {
    @Test func `the default name of a bridge contains the network id`() throws {
        #expect(try network("9c41e0f2a7b3d4", "10.1.0.0/24").bridge.description == "mdnp-9c41e0f2a7")
    }

    @Test func `the bridge has the gateway address of every subnet`() throws {
        let network = try network("n1", "10.1.0.0/24", "10.2.0.0/16", "fd00:1::/64")
        #expect(network.gatewayAddresses.map(\.description) == ["10.1.0.1/24", "10.2.0.1/16", "fd00:1::1/64"])
        let linkLocal = IPv6Address(linkLocalOf: network.bridgeMAC)
        #expect(network.bridgeAddresses.map(\.description).last == "\(linkLocal)/64")
        #expect(network.bridgeAddresses.dropLast() == network.gatewayAddresses[...])
    }

    @Test func `a container gets the gateway of the subnet of its address`() throws {
        let network = try network("n1", "10.1.0.0/24", "10.2.0.0/16", "fd00:1::/64")
        #expect(network.gateway(for: try held("10.2.7.9/16").address)?.description == "10.2.0.1")
        #expect(network.gateway(for: try held("fd00:1::9/64").address)?.description == "fd00:1::1")
        #expect(network.gateway(for: try held("192.0.2.1/24").address) == nil)
    }

    @Test(
        arguments: [
            (.kernel, "ipv6.disable=1); boot the kernel without ipv6.disable=1"),
            (
                .allLinks,
                "net.ipv6.conf.all.disable_ipv6=1); run \"sysctl -w net.ipv6.conf.all.disable_ipv6=0\""
            ),
            (
                .newLinks,
                "net.ipv6.conf.default.disable_ipv6=1); run \"sysctl -w net.ipv6.conf.default.disable_ipv6=0\""
            ),
        ] as [(IPv6Absence, String)]
    )
    func `an IPv6 gateway is refused on a host without IPv6, in one sentence`(absence: IPv6Absence, remedy: String)
        throws
    {
        let refusal = #expect(throws: Refusal.self) {
            try network("n1", "10.1.0.0/24", "fd00:1::/64").check(beside: absence)
        }
        #expect(
            refusal?.description
                == "subnet fd00:1::/64: IPv6 is disabled on this host (\(remedy), or omit --ipv6 and the subnet"
        )
        try network("n1", "10.1.0.0/24", "fd00:1::/64").check(beside: nil)
        try network("n1", "10.1.0.0/24").check(beside: absence)
        // Without an mdnp gateway, containers have IPv6 among themselves.
        try network("n1", "fd00:1::/64", options: BridgeOptions.ofNetwork(["gateway": "none"])).check(beside: absence)
    }

    @Test(arguments: [GatewayMode.docker, .none])
    func `a network without an mdnp gateway has no gateway address and needs no forwarding`(mode: GatewayMode) throws {
        let network = try network("n1", "10.1.0.0/24", options: BridgeOptions.ofNetwork(["gateway": mode.rawValue]))
        #expect(network.gatewayAddresses.isEmpty)
        #expect(network.gateway(for: try held("10.1.0.2/24").address) == nil)
        #expect(!network.forwards)
    }

    @Test func `an internal network has a host address and no gateway`() throws {
        let network = try network("n1", "10.1.0.0/24", isInternal: true)
        #expect(network.gatewayAddresses.map(\.description) == ["10.1.0.1/24"])
        #expect(network.gateway(for: try held("10.1.0.2/24").address) == nil)
    }

    @Test func `a network of Docker's null IPAM has no subnets`() throws {
        let subnet = try Subnet(prefix: prefix("0.0.0.0/0"))
        let network = try Network(id: NetworkID("n1"), options: Options(), isInternal: false, subnets: [subnet])
        #expect(network.subnets.isEmpty)
    }

    @Test func `a gateway outside its subnet is refused by name`() throws {
        let range = try prefix("10.1.0.0/24")
        let gateway = try held("10.2.0.1/24").address
        let refusal = #expect(throws: Refusal.self) { try Subnet(prefix: range, gateway: gateway) }
        #expect(refusal?.description == "gateway 10.2.0.1: is outside its subnet 10.1.0.0/24")
    }

    @Test func `subnets of one network that overlap are refused by name`() {
        let refusal = #expect(throws: Refusal.self) { try network("n1", "10.1.0.0/16", "10.1.4.0/24") }
        #expect(refusal?.description == "subnet 10.1.4.0/24: overlaps subnet 10.1.0.0/16 of the same network")
    }

    @Test func `an MTU that is too small for IPv6 is refused on a network with IPv6`() throws {
        let options = try BridgeOptions.ofNetwork(["mtu": "1000"])
        #expect(try network("n1", "10.1.0.0/24", options: options).options.mtu == .bytes(1000))
        let refusal = #expect(throws: Refusal.self) { try network("n1", "fd00:1::/64", options: options) }
        #expect(refusal?.description == #"option mtu: "1000" is too small for IPv6; use at least 1280"#)
    }

    @Test(arguments: [
        ("", "network id: is empty"),
        ("a/b", "network id \"a/b\": has invalid characters; use letters, digits, - and _"),
    ])
    func `an invalid id is refused`(text: String, message: String) {
        let refusal = #expect(throws: Refusal.self) { try NetworkID(text) }
        #expect(refusal?.description == message)
    }
}

struct EndpointTests {
    @Test func `a MAC address that is not given is derived from the IPv4 address`() throws {
        let first = try endpoint("e1", on: "n1", "10.1.0.7/24", "fd00:1::7/64")
        let second = try endpoint("e2", on: "n1", "10.1.0.7/24")
        #expect(first.mac.description == "02:6d:0a:01:00:07")
        #expect(first.mac == second.mac)
        #expect(!first.isMACGiven)
    }

    @Test(arguments: ["10.1.0.7/24", "fd00:1::7/64", nil])
    func `a derived MAC address is a local unicast address`(address: String?) throws {
        let ipv4 = address.flatMap { $0.contains(":") ? nil : $0 }
        let ipv6 = address.flatMap { $0.contains(":") ? $0 : nil }
        let endpoint = try endpoint("e1", on: "n1", ipv4, ipv6)
        #expect(endpoint.mac.isLocallyAdministered)
        #expect(!endpoint.mac.isMulticast)
        #expect(endpoint.linkMAC.isLocallyAdministered)
        #expect(endpoint.linkMAC != endpoint.mac)
    }

    @Test(arguments: [
        ("01:00:5e:00:00:01", "MAC address 01:00:5e:00:00:01: is a multicast address"),
        ("ff:ff:ff:ff:ff:ff", "MAC address ff:ff:ff:ff:ff:ff: is a multicast address"),
        ("00:00:00:00:00:00", "MAC address 00:00:00:00:00:00: is all zeros"),
    ])
    func `a MAC address that no interface can have is refused by name`(text: String, message: String) throws {
        let mac = try #require(MACAddress(text))
        let refusal = #expect(throws: Refusal.self) {
            try Endpoint(id: EndpointID("e1"), network: NetworkID("n1"), mac: mac)
        }
        #expect(refusal?.description == message)
    }

    @Test func `the link names of an endpoint contain its id`() throws {
        let endpoint = try endpoint("94ad0c03edb710922c4b", on: "n1")
        #expect(endpoint.link.description == "mv94ad0c03edb7")
        #expect(endpoint.peer.description == "mc94ad0c03edb7")
    }

    @Test(
        arguments: [
            (["10.1.0.0/24"], [.v4: 1400], 1400), (["10.1.0.0/24"], [.v4: 1400, .v6: 1280], 1400),
            (["10.1.0.0/24", "fd00:1::/64"], [.v4: 1500, .v6: 1480], 1480),
            (["10.1.0.0/24", "fd00:1::/64"], [.v4: 576], 1280), (["10.1.0.0/24"], [.v4: 576], 576),
            (["10.1.0.0/24"], [.v4: 9000], 9000), (["10.1.0.0/24"], [:], 1500), ([], [.v4: 1450, .v6: 1500], 1450),
        ] as [([String], [IPFamily: Int], Int)]
    )
    func `an automatic MTU is the smallest uplink MTU of the network's families`(
        subnets: [String],
        wayOut: [IPFamily: Int],
        mtu: Int
    ) throws {
        let options = try BridgeOptions.ofNetwork(["mtu": "auto"])
        let ranges = try subnets.map { try Subnet(prefix: prefix($0)) }
        let network = try Network(id: NetworkID("n1"), options: options, isInternal: false, subnets: ranges)
        #expect(network.mtu(ofWayOut: wayOut) == mtu)
    }

    @Test func `an MTU that the user gives and the default MTU do not follow the uplink`() throws {
        let wayOut: [IPFamily: Int] = [.v4: 1400, .v6: 1400]
        #expect(
            try network("n1", "10.1.0.0/24", options: BridgeOptions.ofNetwork(["mtu": "9000"])).mtu(ofWayOut: wayOut)
                == 9000
        )
        #expect(try network("n1", "10.1.0.0/24").mtu(ofWayOut: wayOut) == 1500)
    }
}
