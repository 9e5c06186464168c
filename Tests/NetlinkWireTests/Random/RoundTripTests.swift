// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

/// Values are equal after encoding and decoding.
@Suite struct RoundTripTests {
    private let rounds = 500

    @Test func `any link is read as it was written`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<rounds { try expectRoundTrip(generator.link()) }
    }

    @Test func `any address is read as it was written`() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<rounds { try expectRoundTrip(generator.address()) }
    }

    @Test func `any route is read as it was written`() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<rounds { try expectRoundTrip(generator.route()) }
    }

    @Test func `any routing rule is read as it was written`() throws {
        var generator = SeededGenerator(seed: 17)
        for _ in 0..<rounds { try expectRoundTrip(generator.routingRule()) }
    }

    @Test func `any neighbor is read as it was written`() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<rounds { try expectRoundTrip(generator.neighbor()) }
    }

    @Test func `any datagram of several messages is read as it was written`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<rounds {
            let messages = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                NetlinkMessage(
                    type: MessageType(rawValue: generator.number()),
                    flags: NetlinkFlags(rawValue: generator.number()),
                    sequence: generator.number(),
                    portID: generator.number(),
                    payload: generator.bytes(upTo: 40)[...]
                )
            }
            let datagram = messages.flatMap(\.encoded)
            #expect(try NetlinkMessage.decodeAll(datagram[...]) == messages)
        }
    }

    @Test func `any rule is read as it was written`() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<rounds { try expectRoundTrip(generator.rule()) }
    }

    @Test func `any set is read as it was written`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<rounds { try expectRoundTrip(generator.set()) }
    }

    @Test func `any elements are read as they were written`() throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<rounds { try expectRoundTrip(generator.elements()) }
    }

    @Test func `any connection is read as it was written`() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<rounds { try expectRoundTrip(generator.connection()) }
    }

    @Test func `any request for connections is read as it was written`() throws {
        var generator = SeededGenerator(seed: 10)
        for _ in 0..<rounds { try expectRoundTrip(generator.connectionRequest()) }
    }

    @Test func `any counters of a link are read as they were written`() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<rounds { try expectRoundTrip(generator.statistics()) }
    }

    @Test func `any neighbor table is read as it was written`() throws {
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<rounds { try expectRoundTrip(generator.neighborTable()) }
    }

    @Test func `any queueing discipline or filter is read as it was written`() throws {
        var generator = SeededGenerator(seed: 14)
        for _ in 0..<rounds { try expectRoundTrip(generator.trafficControl()) }
    }

    @Test func `any socket is read as it was written`() throws {
        var generator = SeededGenerator(seed: 15)
        for _ in 0..<rounds { try expectRoundTrip(generator.socket()) }
    }

    @Test func `any request for sockets is read as it was written`() throws {
        var generator = SeededGenerator(seed: 16)
        for _ in 0..<rounds { try expectRoundTrip(generator.socketRequest()) }
    }

    @Test func `a random rule has only expressions of known types`() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<rounds {
            for expression in try NFRule(payload: generator.rule().encoded[...]).expressions {
                if case .other = expression { Issue.record("\(expression)") }
            }
        }
    }

    private func expectRoundTrip(_ value: some NetlinkPayload) throws {
        #expect(try type(of: value).init(payload: value.encoded[...]) == value)
        #expect(value.encoded.count.isMultiple(of: 4))
    }
}
