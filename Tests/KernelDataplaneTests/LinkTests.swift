// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelDataplane
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel
import NetworkModelTesting
import Testing

/// Bridges and veths in a separate namespace.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct LinkTests {
    private static let active = "28004"
    private static let retired = "28005"

    private let dataplane: KernelDataplane
    private let witness: Witness
    private let links: Links

    init() throws {
        let namespace = try NetworkNamespace.ofTest
        dataplane = try KernelDataplane(in: namespace)
        witness = Witness(namespace)
        links = Links(try NetlinkSocket(.route, in: namespace))
    }

    private func network(
        _ id: String = "n1",
        mtu: Int? = nil,
        bridge: String? = nil,
        icc: Bool = true,
        ipv6: Bool = false
    ) throws -> Network {
        let ipv4 = try Subnet(prefix: #require(Prefix("10.1.0.0/24")), gateway: IPAddress("10.1.0.1"))
        let ipv6 = ipv6 ? [try Subnet(prefix: #require(Prefix("fd00:1::/64")), gateway: IPAddress("fd00:1::1"))] : []
        let options = try BridgeOptions.ofNetwork(
            ["icc": "\(icc)"].merging(mtu.map { ["mtu": "\($0)"] } ?? [:]) { $1 }
                .merging(bridge.map { ["bridge": $0] } ?? [:]) { $1 }
        )
        return try Network(id: NetworkID(id), options: options, isInternal: false, subnets: [ipv4] + ipv6)
    }

    private func endpoint(_ id: String = "e1", mac: String? = nil) throws -> Endpoint {
        try Endpoint(
            id: EndpointID(id),
            network: NetworkID("n1"),
            ipv4: InterfaceAddress("10.1.0.2/24"),
            mac: mac.flatMap { MACAddress($0) }
        )
    }

    private func link(_ name: String) throws -> Link {
        try links.get(.name(try InterfaceName(name)))
    }

    private func isThere(_ name: String) throws -> Bool {
        try links.list().contains { $0.name == name }
    }

    @Test(arguments: [68, 1279, 1280, 65535])
    func `a bridge may have any MTU, also one too small for IPv6`(mtu: Int) async throws {
        let network = try network(mtu: mtu)
        try await dataplane.carryOut([.ensureBridge(network), .ensureBridge(network)])
        let bridge = try link("mdnp-n1")
        #expect(bridge.mtu == UInt32(mtu))
        #expect(bridge.isUp)
        #expect(try await Plan.links(of: network, observed: dataplane.observe(.networks)) == [])
    }

    @Test func `a bridge has its MAC, MTU, group, alias and addresses, and is up`() async throws {
        let network = try network(mtu: 1400, ipv6: true)
        try await dataplane.carryOut([.ensureBridge(network)])
        let bridge = try link("mdnp-n1")
        #expect(bridge.kind == "bridge")
        #expect(bridge.macAddress == network.bridgeMAC)
        #expect(bridge.mtu == 1400)
        #expect("\(bridge.group)" == Self.active)
        #expect(bridge.alias == "mdnp network n1")
        #expect(bridge.isUp)
        let addresses = try await witness("ip", "address", "show", "dev", "mdnp-n1")
        #expect(addresses.contains("inet 10.1.0.1/24"))
        #expect(addresses.contains("inet6 fd00:1::1/64 scope global nodad"))
        #expect(!addresses.contains("tentative") || addresses.contains("fe80"))
        #expect(try await dataplane.observe(.everything).bridges[network.id]?.addresses == Set(network.bridgeAddresses))
    }

    @Test func `a bridge created twice stays the same bridge`() async throws {
        let network = try network(ipv6: true)
        try await dataplane.carryOut([.ensureBridge(network)])
        let index = try link("mdnp-n1").index
        try await dataplane.carryOut([.ensureBridge(network)])
        #expect(try link("mdnp-n1").index == index)
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.networks)).isEmpty)
    }

    @Test(arguments: [
        ["ip", "address", "flush", "dev", "mdnp-n1"],
        ["ip", "link", "set", "mdnp-n1", "down"],
        ["ip", "link", "set", "mdnp-n1", "mtu", "1300"],
        ["ip", "link", "set", "mdnp-n1", "address", "02:00:00:00:00:99"],
        ["sysctl", "-qw", "net.ipv4.conf.mdnp-n1.route_localnet=0"],
        ["ip", "link", "delete", "mdnp-n1"],
    ])
    func `a bridge that another program changed is found and repaired`(command: [String]) async throws {
        let network = try network(mtu: 1400, ipv6: true)
        try await dataplane.carryOut([.ensureBridge(network)])
        try await witness("sh", "-c", command.joined(separator: " "))
        let steps = Plan.links(of: network, observed: try await dataplane.observe(.networks))
        #expect(steps == [.ensureBridge(network)])
        try await dataplane.carryOut(steps)
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.networks)).isEmpty)
    }

    @Test(arguments: ["ip route delete 10.1.0.0/24 dev mdnp-n1", "ip -6 route delete fd00:1::/64 dev mdnp-n1"])
    func `a deleted route to a subnet is found and restored as the kernel created it`(
        command: String
    ) async throws {
        let network = try network(ipv6: true)
        try await dataplane.carryOut([.ensureBridge(network)])
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.everything)).isEmpty)
        let found = try #require(try await dataplane.observe(.everything).bridges[network.id]?.routes)
        #expect(found.isSuperset(of: network.bridgeRoutes) && network.bridgeRoutes.count == 2)
        func routes() async throws -> [String] {
            let show = "ip -4 route show dev mdnp-n1; ip -6 route show dev mdnp-n1 proto kernel | grep -v fe80 || true"
            return try await witness("sh", "-c", show).split(separator: "\n").map(String.init)
        }
        let before = try await routes()
        try await witness("sh", "-c", command)
        #expect(try await routes() != before)
        let steps = Plan.links(of: network, observed: try await dataplane.observe(.everything))
        #expect(steps == [.ensureBridge(network)])
        try await dataplane.carryOut(steps)
        #expect(try await routes() == before)
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.everything)).isEmpty)
    }

    @Test func `a route that replaces the one to a subnet is replaced in turn`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network)])
        try await witness("sh", "-c", "ip link add tun0 type bridge; ip link set tun0 up")
        try await witness("sh", "-c", "ip route replace 10.1.0.0/24 dev tun0")
        try await dataplane.carryOut(Plan.links(of: network, observed: try await dataplane.observe(.everything)))
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.everything)).isEmpty)
        #expect(try await witness("sh", "-c", "ip route get 10.1.0.9").contains("dev mdnp-n1"))
    }

    @Test func `the MTU of the way out is that of the route to the Internet, or else of its link`()
        async throws
    {
        func wayOut() async throws -> [IPFamily: Int] { try await dataplane.observe(.networks).wayOutMTU }
        #expect(try await wayOut() == [:])
        for (link, mtu) in [("up0", 1400), ("tun0", 1380)] {
            try await witness("sh", "-c", "ip link add \(link) type bridge; ip link set \(link) mtu \(mtu) up")
        }
        try await witness("sh", "-c", "ip address add 203.0.113.1/24 dev up0; ip route add default via 203.0.113.2")
        #expect(try await wayOut() == [.v4: 1400])
        try await witness("sh", "-c", "ip address add 2001:db8::1/64 dev up0 nodad")
        try await witness("sh", "-c", "ip -6 route add default via 2001:db8::2 mtu 1300")
        #expect(try await wayOut() == [.v4: 1400, .v6: 1300])
        // A VPN route with precedence over the default route, and a default route that drops.
        try await witness(
            "sh",
            "-c",
            "ip route add 128.0.0.0/1 dev tun0; ip -6 route add unreachable 2000::/3 metric 9"
        )
        #expect(try await wayOut() == [.v4: 1380])
    }

    @Test func `a bridge and its new containers have the MTU of the way out and follow its changes`() async throws {
        try await witness("sh", "-c", "ip link add up0 type bridge; ip link set up0 mtu 1400 up")
        try await witness("sh", "-c", "ip address add 203.0.113.1/24 dev up0; ip route add default via 203.0.113.2")
        let network = try Network(
            id: NetworkID("n1"),
            options: BridgeOptions.ofNetwork(["mtu": "auto"]),
            isInternal: false,
            subnets: [Subnet(prefix: #require(Prefix("10.1.0.0/24") as Prefix?), gateway: IPAddress("10.1.0.1"))]
        )
        let endpoint = try endpoint()
        try await dataplane.carryOut(
            Plan.links(of: network, observed: try await dataplane.observe(.networks)) + [
                .addVeth(endpoint, on: network)
            ]
        )
        #expect(try link("mdnp-n1").mtu == 1400)
        #expect(try link(endpoint.peer.description).mtu == 1400)
        #expect(try Plan.links(of: network, observed: await dataplane.observe(.everything)) == [])
        try await witness("ip", "link", "set", "up0", "mtu", "9000")
        let steps = try Plan.links(of: network, observed: await dataplane.observe(.everything))
        #expect(steps == [.ensureBridge(network, wayOut: [.v4: 9000])])
        try await dataplane.carryOut(steps)
        #expect(try link("mdnp-n1").mtu == 9000)
        try await dataplane.carryOut([.retire(endpoint.link)])
        try await dataplane.carryOut([.addVeth(endpoint, on: network)])
        #expect(try link(endpoint.peer.description).mtu == 9000)
    }

    @Test func `an administrator's address on a bridge stays through every repair`() async throws {
        let network = try network(mtu: 1400, ipv6: true)
        try await dataplane.carryOut([.ensureBridge(network)])
        try await witness("sh", "-c", "ip address add 192.0.2.1/24 dev mdnp-n1")
        try await witness("sh", "-c", "ip address add fd00:9::1/64 dev mdnp-n1 nodad")
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.everything)).isEmpty)
        try await witness("sh", "-c", "ip address delete 10.1.0.1/24 dev mdnp-n1; ip link set mdnp-n1 mtu 1300")
        try await dataplane.carryOut(Plan.links(of: network, observed: try await dataplane.observe(.everything)))
        let addresses = try await witness("ip", "address", "show", "dev", "mdnp-n1")
        for address in ["10.1.0.1/24", "192.0.2.1/24", "fd00:9::1/64"] { #expect(addresses.contains(address)) }
        #expect(Plan.links(of: network, observed: try await dataplane.observe(.everything)).isEmpty)
    }

    @Test func `a veth has returned once it was in a container and is there no longer`() async throws {
        let network = try network()
        let endpoint = try endpoint()
        func hasReturned() async throws -> Bool? {
            try await dataplane.observe(.everything).veths[endpoint.id]?.hasReturned
        }
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        #expect(try await hasReturned() == false)
        let container = try NetworkNamespace.new()
        try links.move(.name(endpoint.peer), to: container)
        #expect(try await hasReturned() == false)
        let inside = Links(try NetlinkSocket(.route, in: container))
        try inside.setUp(.name(endpoint.peer))
        #expect(try await hasReturned() == false)
        try inside.move(.name(endpoint.peer), to: .ofTest)
        #expect(try await hasReturned() == true)
    }

    @Test func `ports that come and go change neither the bridge's MAC nor its MTU`() async throws {
        let network = try network(mtu: 9000)
        try await dataplane.carryOut([
            .ensureBridge(network), .addVeth(try endpoint(mac: "02:00:00:00:00:01"), on: network),
        ])
        #expect(try link("mdnp-n1").macAddress == network.bridgeMAC)
        #expect(try link("mdnp-n1").mtu == 9000)
        try await dataplane.carryOut([.retire(try InterfaceName("mve1"))])
        #expect(try await dataplane.reap() == 1)
        #expect(try link("mdnp-n1").macAddress == network.bridgeMAC)
        #expect(try link("mdnp-n1").mtu == 9000)
    }

    @Test func `a veth has its ends where they belong, with their names, MACs and MTU`() async throws {
        let network = try network(mtu: 1400)
        let endpoint = try endpoint(mac: "02:00:00:00:00:01")
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        let host = try link("mve1")
        #expect(host.master == (try link("mdnp-n1").index))
        #expect(host.isUp)
        #expect(host.alias == "mdnp endpoint e1 on n1")
        #expect("\(host.group)" == Self.active)
        #expect(host.macAddress == endpoint.linkMAC)
        #expect(host.mtu == 1400)
        let container = try link("mce1")
        #expect(container.macAddress?.description == "02:00:00:00:00:01")
        #expect(container.mtu == 1400)
        #expect(!container.isUp)
        #expect(container.master == nil)
        guard case .bridge(let port)? = host.message.port else {
            Issue.record("not a port of a bridge")
            return
        }
        #expect(port.hairpin == true)
        #expect(port.isolated == false)
    }

    @Test(arguments: ["nomaster", "down", "type bridge_slave hairpin off", "type bridge_slave isolated on"])
    func `a veth that another program changed is found and repaired`(change: String) async throws {
        let (network, endpoint) = (try network(), try endpoint())
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(endpoint, on: network)])
        func veth() async throws -> VethLink? { try await dataplane.observe(.everything).veths[endpoint.id] }
        let right = try await veth()
        try await witness("sh", "-c", "ip link set mve1 \(change)")
        #expect(try await veth() != right)
        try await dataplane.carryOut([.attach(endpoint, to: network)])
        #expect(try await veth() == right)
    }

    @Test func `a repeated join repairs the veth`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(try endpoint(), on: network)])
        try await witness("ip", "link", "set", "mve1", "nomaster", "down")
        try await dataplane.carryOut([.addVeth(try endpoint(), on: network)])
        #expect(try link("mve1").master == (try link("mdnp-n1").index))
        #expect(try link("mve1").isUp)
        #expect(try isThere("mce1"))
    }

    @Test func `a join whose bridge is missing fails, and succeeds after a repair`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network)])
        try await witness("ip", "link", "delete", "mdnp-n1")
        let endpoint = try endpoint()
        let error = await #expect(throws: DataplaneError.self) {
            try await dataplane.carryOut([.addVeth(endpoint, on: network)])
        }
        #expect(error?.description == "get link mdnp-n1: ENODEV: No such device")
        try await dataplane.carryOut(Plan.links(of: network, observed: try await dataplane.observe(.networks)))
        try await dataplane.carryOut([.addVeth(endpoint, on: network)])
        #expect(try link("mve1").master == (try link("mdnp-n1").index))
    }

    @Test func `a foreign link with a veth's name is refused and stays unchanged`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network)])
        try await witness("ip", "link", "add", "mve1", "type", "bridge")
        let error = await #expect(throws: DataplaneError.self) {
            try await dataplane.carryOut([.addVeth(try endpoint(), on: network)])
        }
        #expect(error?.description == "link mve1: exists and does not belong to mdnp")
        #expect(try link("mve1").alias == nil)
        #expect(try link("mve1").group == 0)
    }

    @Test(arguments: ["bridge", "ifb"])
    func `a bridge name that a foreign link has is refused, and the link stays unchanged`(kind: String) async throws {
        try await witness("ip", "link", "add", "br7", "type", kind)
        let before = try link("br7")
        let error = await #expect(throws: DataplaneError.self) {
            try await dataplane.carryOut([.ensureBridge(try network(bridge: "br7"))])
        }
        #expect(
            error?.description
                == "bridge br7: a link with this name exists and does not belong to mdnp; choose another name with -o bridge=NAME"
        )
        // Not the whole message: the kernel sets the operational state shortly after the creation of the link.
        let after = try link("br7")
        #expect([after.alias, after.kind] == [before.alias, before.kind])
        #expect([after.group, after.mtu] == [before.group, before.mtu])
        #expect(after.macAddress == before.macAddress && after.isUp == before.isUp && after.master == before.master)
    }

    @Test func `removing a network removes all its ports and nothing else`() async throws {
        let network = try network()
        try await witness("ip", "link", "add", "other", "type", "bridge")
        try await dataplane.carryOut([.ensureBridge(network)])
        for number in 2..<10 {
            let endpoint = try Endpoint(id: EndpointID("e\(number)"), network: network.id)
            try await dataplane.carryOut([.addVeth(endpoint, on: network)])
        }
        try await dataplane.carryOut([.removeBridge(network.id)])
        #expect(try links.list().map(\.name).sorted() == ["lo", "other"])
        try await dataplane.carryOut([.removeBridge(network.id)])
    }

    @Test func `retired links are deleted together`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network)])
        for number in 0..<30 {
            let endpoint = try Endpoint(id: EndpointID("e\(number)"), network: network.id)
            try await dataplane.carryOut([.addVeth(endpoint, on: network)])
            if number.isMultiple(of: 3) { try await dataplane.carryOut([.retire(endpoint.link)]) }
        }
        #expect(try await dataplane.reap() == 10)
        #expect(try links.list(kind: "veth").count == 40)
        #expect(try await dataplane.reap() == 0)
    }

    @Test func `a foreign link in the group of retired links stays`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network), .addVeth(try endpoint(), on: network)])
        try await witness("ip", "link", "add", "stranger", "type", "bridge")
        try await witness("ip", "link", "set", "stranger", "group", Self.retired)
        try await dataplane.carryOut([.retire(try InterfaceName("mve1"))])
        #expect(try await dataplane.reap() == 1)
        #expect(try isThere("stranger"))
        #expect(try !isThere("mve1"))
    }

    @Test func `retiring or deleting a missing link is no error`() async throws {
        try await dataplane.carryOut([.retire(try InterfaceName("mve9")), .removeLink(try InterfaceName("mve9"))])
        #expect(try await dataplane.reap() == 0)
    }

    @Test func `a link without an alias is observed as incomplete`() async throws {
        try await witness("ip", "link", "add", "mvhalf", "group", Self.active, "type", "veth", "peer", "name", "mchalf")
        let observed = try await dataplane.observe(.everything)
        #expect(observed.halfMade == [try InterfaceName("mvhalf")])
        try await dataplane.carryOut(Plan.steps(from: observed, to: DesiredState()))
        #expect(try links.list().map(\.name) == ["lo"])
    }

    @Test func `a bridge whose ports are all retired takes new ones`() async throws {
        let network = try network()
        try await dataplane.carryOut([.ensureBridge(network)])
        let bridge = try link("mdnp-n1").index
        // The maximum number of ports of a bridge: 1,023.
        for number in 0..<1023 {
            var port = LinkDescription(name: try InterfaceName("mvx\(number)"))
            port.master = bridge
            port.group = 28005
            port.alias = "mdnp endpoint x\(number) on n1"
            try links.addVeth(port, peer: LinkDescription(name: try InterfaceName("mcx\(number)")))
        }
        try await dataplane.carryOut([.addVeth(try endpoint(), on: network)])
        #expect(try link("mve1").master == bridge)
        #expect(try links.list(kind: "veth").count == 2)
    }
}
