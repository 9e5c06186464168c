// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct AddressesTests {
    private func bridge(_ socket: NetlinkSocket) throws -> LinkIndex {
        var link = LinkDescription(name: try InterfaceName("br0"))
        link.isUp = true
        try Links(socket).addBridge(link)
        return try Links(socket).get(.name(link.name)).index
    }

    @Test(arguments: ["10.1.0.1/24", "fd01::1/64"])
    func `an address is added, listed and deleted`(text: String) async throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        let index = try bridge(socket)
        let addresses = Addresses(socket)
        let address = try #require(InterfaceAddress(text))
        let family = address.address.family
        try addresses.add(address, to: index, flags: family == .v6 ? .noDuplicateDetection : [])
        let shown = try await Witness(try .ofTest)("ip", "-o", "address", "show", "dev", "br0")
        #expect(shown.contains(" \(text) "))
        let global = try addresses.list(family: family, link: index).filter { $0.scope == .universe }
        #expect(global.map(\.interfaceAddress) == [address])
        #expect(global.first?.flags.contains(.tentative) == false)

        let second = #expect(throws: NetlinkError.self) { try addresses.add(address, to: index) }
        #expect(second?.isExists == true)
        #expect(second?.subject == "\(text) of link #\(index)")
        try addresses.replace(address, on: index)
        try addresses.delete(address, from: index)
        #expect(try addresses.list(family: family, link: index).filter { $0.scope == .universe }.isEmpty)
        let gone = #expect(throws: NetlinkError.self) { try addresses.delete(address, from: index) }
        #expect(gone?.isNotFound == true)
    }

    @Test(arguments: [("10.1.0.1/24", "10.2.0.0/16", "10.1.0.254"), ("fd01::1/64", "fd02::/64", "fd01::fe")])
    func `a route is added, replaced, listed and deleted`(own: String, to: String, via: String) async throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        let index = try bridge(socket)
        let address = try #require(InterfaceAddress(own))
        let family = address.address.family
        try Addresses(socket).add(address, to: index, flags: .noDuplicateDetection)
        let routes = Routes(socket)
        let destination = try #require(Prefix(to))
        var route = RouteMessage(to: destination)
        route.gateway = IPAddress(via)
        route.linkIndex = index
        try routes.add(route)
        let shown = try await Witness(try .ofTest)("ip", family == .v4 ? "-4" : "-6", "route", "show", to)
        #expect(shown.contains("via \(via) dev br0"))
        let listed = try routes.list(family: family)
        #expect(listed.contains { $0.destinationPrefix == destination && $0.gateway == route.gateway })
        #expect(listed.contains { $0.destinationPrefix == address.prefix && $0.origin == .kernel })
        #expect(try routes.list(family: family, table: nil).count > listed.count)

        let second = #expect(throws: NetlinkError.self) { try routes.add(route) }
        #expect(second?.isExists == true)
        #expect(second?.subject == "\(to) via \(via)")
        try routes.replace(route)
        try routes.delete(route)
        let gone = #expect(throws: NetlinkError.self) { try routes.delete(route) }
        #expect(gone?.isNotFound == true)
    }

    @Test(arguments: ["10.1.0.2", "fd01::2"])
    func `a neighbor is added, replaced, listed and deleted`(text: String) async throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        let index = try bridge(socket)
        let neighbors = Neighbors(socket)
        let address = try #require(IPAddress(text))
        var neighbor = NeighborMessage(family: AddressFamily(address.family), linkIndex: index)
        neighbor.destination = address
        neighbor.hardwareAddress = MACAddress("02:42:0a:01:00:02")
        neighbor.state = .permanent
        try neighbors.add(neighbor)
        let listed = try neighbors.list(family: address.family, link: index)
        #expect(listed.contains { $0.destination == address && $0.hardwareAddress == neighbor.hardwareAddress })
        #expect(try neighbors.list(link: 1).allSatisfy { $0.destination != address })
        let second = #expect(throws: NetlinkError.self) { try neighbors.add(neighbor) }
        #expect(second?.isExists == true)
        neighbor.hardwareAddress = MACAddress("02:42:0a:01:00:03")
        try neighbors.replace(neighbor)
        let shown = try await Witness(try .ofTest)("ip", "neighbor", "show", "dev", "br0")
        #expect(shown.contains("\(text) lladdr 02:42:0a:01:00:03 PERMANENT"))
        try neighbors.delete(neighbor)
        #expect(try neighbors.list(link: index).allSatisfy { $0.destination != address })
    }

    @Test func `an entry of a forwarding table is added, listed and deleted`() throws {
        let socket = try NetlinkSocket(.route, in: try .ofTest)
        let bridge = try bridge(socket)
        var host = LinkDescription(name: try InterfaceName("veth0"))
        host.master = bridge
        try Links(socket).addVeth(host, peer: LinkDescription(name: try InterfaceName("veth1")))
        let port = try Links(socket).get(.name(host.name)).index
        let neighbors = Neighbors(socket)
        var entry = NeighborMessage(family: .bridge, linkIndex: port)
        entry.hardwareAddress = MACAddress("02:42:0a:01:00:02")
        entry.state = .noARP
        entry.flags = .master
        try neighbors.add(entry)
        let listed = try neighbors.listForwarding(of: bridge)
        #expect(listed.contains { $0.hardwareAddress == entry.hardwareAddress && $0.linkIndex == port })
        try neighbors.delete(entry)
        let rest = try neighbors.listForwarding(of: bridge)
        #expect(rest.allSatisfy { $0.hardwareAddress != entry.hardwareAddress })
    }
}
