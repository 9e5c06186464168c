// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct NeighborMessageTests {
    @Test func `a request to add a neighbor equals the request of ip, byte for byte`() throws {
        var neighbor = NeighborMessage(family: .ipv4, linkIndex: 3)
        neighbor.state = .permanent
        neighbor.destination = IPAddress("10.7.0.9")
        neighbor.hardwareAddress = MACAddress("02:42:0a:07:00:09")
        try expect(Captured.neighborRequest, carries: neighbor)
    }

    @Test func `a request to add a forwarding entry equals the request of bridge, byte for byte`() throws {
        var neighbor = NeighborMessage(family: .bridge, linkIndex: 5)
        neighbor.state = [.noARP, .reachable]
        neighbor.flags = .master
        neighbor.hardwareAddress = MACAddress("02:42:0a:07:00:0a")
        try expect(Captured.forwardingEntryRequest, carries: neighbor)
    }

    @Test func `a neighbor is read and written back`() throws {
        let payload = try message(Captured.neighbor).payload
        let neighbor = try NeighborMessage(payload: payload)
        #expect(neighbor.destination == IPAddress("10.7.0.9"))
        #expect(neighbor.hardwareAddress == MACAddress("02:42:0a:07:00:09"))
        #expect(neighbor.state == .permanent)
        #expect(neighbor.type == .unicast)
        #expect(neighbor.unknown.map(\.type) == [4, 3])
        #expect(try Shape.neighbor.settle(neighbor.encoded[...]) == Shape.neighbor.settle(payload))
    }

    @Test func `a forwarding entry is read and written back`() throws {
        let payload = try message(Captured.forwardingEntry).payload
        let entry = try NeighborMessage(payload: payload)
        #expect(entry.family == .bridge)
        #expect(entry.hardwareAddress == MACAddress("02:42:0a:07:00:0a"))
        #expect(entry.master == 3)
        #expect(entry.linkIndex == 5)
        #expect(entry.state == .noARP)
        #expect(try Shape.neighbor.settle(entry.encoded[...]) == Shape.neighbor.settle(payload))
    }

    private func expect(_ captured: [UInt8], carries neighbor: NeighborMessage) throws {
        let message = try message(captured)
        #expect(message.type == .newNeighbor)
        #expect(try NeighborMessage(payload: message.payload) == neighbor)
        #expect(neighbor.encoded == Array(message.payload))
    }
}
