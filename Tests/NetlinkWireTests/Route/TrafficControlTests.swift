// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct TrafficControlTests {
    @Test func `a request that turns off neighbor solicitation equals the request of ip, byte for byte`() throws {
        let captured = try message(Captured.neighborTableRequest)
        var table = NeighborTableMessage(family: .unspecified)
        table.name = "arp_cache"
        table.linkIndex = 2
        table.multicastProbes = 0
        #expect(captured.type == .setNeighborTable)
        #expect(try NeighborTableMessage(payload: captured.payload) == table)
        #expect(table.encoded == Array(captured.payload))
    }

    @Test func `a request to add a clsact qdisc equals the request of tc, byte for byte`() throws {
        let captured = try message(Captured.filterPlaceRequest)
        let place = TrafficControlMessage.filterPlace(of: 2)
        #expect(captured.type == .newQueue)
        #expect(try TrafficControlMessage(payload: captured.payload) == place)
        #expect(place.encoded == Array(captured.payload))
    }

    @Test func `a filter is read with its program, at any position of its kind attribute`() throws {
        let captured = try message(Captured.filter)
        let filter = try TrafficControlMessage(payload: captured.payload)
        #expect(captured.type == .newFilter)
        #expect(filter.info == TrafficControlMessage.inputFilter(of: 2, priority: 1).info)
        #expect(filter.program?.name == "mdnp_loopback")
        #expect(filter.program?.decides == true)
        #expect(filter.program?.tag == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(filter.unknown.map(\.type) == [11])
        #expect(try TrafficControlMessage(payload: filter.encoded[...]) == filter)
        let header = Array(captured.payload.prefix(20))
        let (kind, rest) = (Array(captured.payload.dropFirst(20).prefix(8)), Array(captured.payload.dropFirst(28)))
        #expect(try TrafficControlMessage(payload: (header + rest + kind)[...]) == filter)
    }
}
