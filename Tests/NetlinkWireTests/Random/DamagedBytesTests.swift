// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

/// The decoding of truncated or altered bytes, which never traps and never loops.
///
/// A value that was decoded from such bytes is the same after encoding and decoding.
@Suite struct DamagedBytesTests {
    @Test(arguments: [
        Captured.bridgeRequest, Captured.bridgeAnswer, Captured.portRequest, Captured.portListed,
        Captured.vethRequest, Captured.vethAnswer, Captured.geneveRequest, Captured.macvlanRequest,
        Captured.sourceMacvlanAnswer, Captured.vxlanRequest, Captured.vxlanAnswer, Captured.vxlanOverIPv6Answer,
        Captured.vlanRequest,
        Captured.loopback,
    ])
    func `a damaged link is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: LinkMessage.self)
    }

    @Test(arguments: [Captured.addressRequest, Captured.labelledAddress, Captured.linkLocalAddress])
    func `a damaged address is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: AddressMessage.self)
    }

    @Test(arguments: [Captured.multipathRouteRequest, Captured.route, Captured.ipv6Route])
    func `a damaged route is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: RouteMessage.self)
    }

    @Test(arguments: [Captured.neighbor, Captured.forwardingEntry])
    func `a damaged neighbor is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: NeighborMessage.self)
    }

    @Test func `a damaged neighbor table is read or refused`() throws {
        try damage(Captured.neighborTableRequest, as: NeighborTableMessage.self)
    }

    @Test(arguments: [Captured.filterPlaceRequest, Captured.filter])
    func `a damaged filter is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: TrafficControlMessage.self)
    }

    @Test(arguments: [Captured.statisticsRequest, Captured.statistics])
    func `damaged counters of a link are read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: LinkStatisticsMessage.self)
    }

    @Test(arguments: [Captured.listeningSocket, Captured.listeningSocketOfIPv6])
    func `a damaged socket is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: SocketMessage.self)
    }

    @Test(arguments: [Captured.socketsRequest, Captured.socketsAtPortRequest])
    func `a damaged request for sockets is read or refused`(captured: [UInt8]) throws {
        try damage(captured, as: SocketRequest.self)
    }

    @Test func `a damaged rule is read or refused`() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<5 { damage(generator.rule()) }
    }

    @Test func `damaged sets and elements are read or refused`() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<4 {
            damage(generator.set())
            damage(generator.elements())
        }
    }

    @Test func `a damaged connection is read or refused`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<5 { damage(generator.connection()) }
    }

    @Test func `a damaged reply is read or refused`() {
        let datagram = bytes(
            """
            A8000000 02000002 07000000 2C58A9BD
            DEFFFFFF
              40000000 10000506 07000000 00000000
              00000000 00000000 00000000 00000000
              06000300 78000000 06000400 01000000 10001200 09000100 76657468 00000000
            27000100 41747472 69627574 65206661 696C6564
              20706F6C 69637920 76616C69 64617469 6F6E0000
            08000200 28000000
            24000480 0C000400 00000000 00000000 0C000500 FFFFFFFF 00000000 08000100 04000000
            """
        )
        for damaged in damagedCopies(of: datagram) {
            guard let messages = try? NetlinkMessage.decodeAll(damaged[...]) else { continue }
            for message in messages { _ = try? NetlinkReply(message) }
            #expect((try? NetlinkMessage.decodeAll(messages.flatMap(\.encoded)[...])) == messages)
        }
    }

    private func damage<Payload: NetlinkPayload>(_ captured: [UInt8], as type: Payload.Type) throws {
        damage(payload: Array(try message(captured).payload), as: type)
    }

    private func damage<Payload: NetlinkPayload>(_ value: Payload) {
        damage(payload: value.encoded, as: Payload.self)
    }

    private func damage<Payload: NetlinkPayload>(payload: [UInt8], as type: Payload.Type) {
        for damaged in damagedCopies(of: payload) {
            guard let value = try? Payload(payload: damaged[...]) else { continue }
            #expect((try? Payload(payload: value.encoded[...])) == value)
        }
    }

    /// Returns every truncated copy, and many copies with some bits inverted.
    private func damagedCopies(of bytes: [UInt8]) -> [[UInt8]] {
        var generator = SeededGenerator(seed: UInt64(bytes.count))
        let cut = bytes.indices.map { Array(bytes[..<$0]) }
        let altered = (0..<400).map { _ in
            var copy = bytes
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let place = Int.random(in: copy.indices, using: &generator)
                copy[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            }
            return copy
        }
        return cut + altered
    }
}
