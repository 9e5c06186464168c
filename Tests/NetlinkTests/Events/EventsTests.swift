// SPDX-License-Identifier: Apache-2.0

import Addressing
import KernelTesting
import LinuxSystem
import Netlink
import NetlinkWire
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct EventsTests {
    @Test func `changes of links, addresses, routes and neighbors are reported in order`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let groups: [RouteGroup] = [.link, .ipv4Address, .ipv4Route, .neighbor]
        let events = try RouteEvent.stream(of: groups, in: namespace)
        let socket = try NetlinkSocket(.route, in: namespace)
        let links = Links(socket)
        var link = LinkDescription(name: try InterfaceName("br0"))
        link.isUp = true
        try links.addBridge(link)
        let index = try links.get(.name(link.name)).index
        let address = try #require(InterfaceAddress("10.1.0.1/24"))
        try Addresses(socket).add(address, to: index)
        try Addresses(socket).delete(address, from: index)
        try links.delete(.index(index))

        var seen: [String] = []
        for await event in events {
            switch event {
            case .link(let link) where link.name == "br0" && !seen.contains("link"): seen.append("link")
            case .address(let message) where message.interfaceAddress == address: seen.append("address")
            case .route(let message) where message.destinationPrefix == address.prefix: seen.append("route")
            case .addressRemoved(let message) where message.interfaceAddress == address: seen.append("no address")
            case .linkRemoved(let link) where link.name == "br0": seen.append("no link")
            default: break
            }
            if seen.last == "no link" { break }
        }
        #expect(seen == ["link", "address", "route", "no address", "no link"])
    }

    @Test func `a change of the ruleset is reported with its author`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let events = try NFTablesEvent.stream(in: namespace)
        let socket = try NetlinkSocket(.netfilter, in: namespace)
        try NFTables(socket).commit(.example)
        try await Witness(namespace)("nft", "flush", "ruleset")

        var names: [String] = []
        var generations: [NFGeneration] = []
        var portIDs: [UInt32] = []
        for await event in events {
            switch event {
            case .table(let table): names.append("table \(table.name)")
            case .chain(let chain): names.append("chain \(chain.name)")
            case .set(let set): names.append("set \(set.name)")
            case .elements(let list): names.append("elements \(list.set)")
            case .rule(let rule): names.append("rule \(rule.chain)")
            case .generation(let generation, portID: let portID):
                generations.append(generation)
                portIDs.append(portID)
            case .tableRemoved(let table): names.append("no table \(table.name)")
            default: break
            }
            if generations.count == 2 { break }
        }
        #expect(names.first == "table mdnp")
        #expect(names.last == "no table mdnp")
        #expect(names.contains("chain guard") && names.contains("set own4") && names.contains("elements ports4"))
        #expect(names.count { $0.hasPrefix("rule") } == 6)
        #expect(generations.last?.processName == "nft")
        #expect(portIDs.first == socket.portID)
        #expect(portIDs.last != socket.portID)
    }

    @Test func `changes through the program's own socket can be left out`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let socket = try NetlinkSocket(.netfilter, in: namespace)
        let events = try NFTablesEvent.stream(in: namespace, without: [socket.portID])
        var batch = NFBatch()
        batch.add(NFTable(family: .inet, name: "own"))
        try NFTables(socket).commit(batch)
        try await Witness(namespace)("nft", "add table inet other")
        for await event in events {
            guard case .table(let table) = event else { continue }
            #expect(table.name == "other")
            break
        }
    }

    @Test func `a slow reader gets an overrun event`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let events = try RouteEvent.stream(of: [.link], in: namespace, capacity: 16)
        let links = Links(try NetlinkSocket(.route, in: namespace))
        let name = try InterfaceName("br0")
        var link = LinkDescription(name: name)
        // The kernel reports a change of the group only for a link that is up.
        link.isUp = true
        try links.addBridge(link)
        for number in 0..<500 { try links.setGroup(of: .name(name), to: UInt32(number % 2)) }
        let sawOverrun = await events.contains(.overrun)
        #expect(sawOverrun)
    }

    @Test func `a reader that stops leaves no open socket`() async throws {
        let namespace = try NetworkNamespace.ofTest
        let witness = Witness(namespace)
        let before = try await witness("cat", "/proc/net/netlink")
        let readers = try (0..<20).map { _ in
            let events = try RouteEvent.stream(of: [.link], in: namespace)
            return Task { for await _ in events {} }
        }
        let during = try await witness("cat", "/proc/net/netlink")
        #expect(during.count { $0 == "\n" } == before.count { $0 == "\n" } + 20)
        for reader in readers { reader.cancel() }
        for reader in readers { await reader.value }
        let deadline = ContinuousClock.now + .seconds(60)
        while try await witness("cat", "/proc/net/netlink") != before {
            try #require(ContinuousClock.now < deadline)
        }
    }
}
