// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

// Connections: requests of conntrack-tools 1.4.7 and messages of Linux 6.18.

struct ConnectionMessageTests {
    @Test func `a connection with a translated destination is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            02000000                // family, version, resource id
            3400 0180               // TUPLE_ORIG
              1400 0180             // IP
                0800 0100 7f000001  // V4_SRC
                0800 0200 7f000005  // V4_DST
              1c00 0280             // PROTO
                0500 0100 11 000000 // NUM
                0600 0200 9c40 0000 // SRC_PORT
                0600 0300 1f90 0000 // DST_PORT
            3400 0280               // TUPLE_REPLY
              1400 0180             // IP
                0800 0100 7f000001  // V4_SRC
                0800 0200 7f000001  // V4_DST
              1c00 0280             // PROTO
                0500 0100 11 000000 // NUM
                0600 0200 14b4 0000 // SRC_PORT
                0600 0300 9c40 0000 // DST_PORT
            0800 0300 000001aa      // STATUS
            0800 0800 00000000      // MARK
            0800 0c00 0506dcbc      // ID
            0800 0b00 00000001      // USE
            0800 0700 0000001d      // TIMEOUT
            """
        )
        let home = try #require(IPAddress("127.0.0.1"))
        let published = try #require(IPAddress("127.0.0.5"))
        var value = ConnectionMessage(
            original: ConnectionTuple(
                from: home,
                to: published,
                over: ConnectionTransport(number: 17, sourcePort: 40000, destinationPort: 8080)
            ),
            reply: ConnectionTuple(
                from: home,
                to: home,
                over: ConnectionTransport(number: 17, sourcePort: 5300, destinationPort: 40000)
            )
        )
        value.status = [.seenReply, .confirmed, .destinationTranslated, .sourceDecided, .destinationDecided]
        value.mark = 0
        value.id = 0x0506dcbc
        value.timeout = 29
        value.unknown = [Attribute(rawType: 11, payload: [0, 0, 0, 1])]
        let decoded = try ConnectionMessage(payload: captured[...])
        #expect(decoded == value)
        #expect(try ConnectionMessage(payload: decoded.encoded[...]) == value)
    }

    @Test func `an ICMPv6 echo connection is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            0a000000                                       // family, version, resource id
            5400 0180                                      // TUPLE_ORIG
              2c00 0180                                    // IP
                1400 0300 00000000000000000000000000000001 // V6_SRC
                1400 0400 00000000000000000000000000000001 // V6_DST
              2400 0280                                    // PROTO
                0500 0100 3a 000000                        // NUM
                0600 0700 426e 0000                        // ICMPV6_ID
                0500 0800 80 000000                        // ICMPV6_TYPE
                0500 0900 00 000000                        // ICMPV6_CODE
            5400 0280                                      // TUPLE_REPLY
              2c00 0180                                    // IP
                1400 0300 00000000000000000000000000000001 // V6_SRC
                1400 0400 00000000000000000000000000000001 // V6_DST
              2400 0280                                    // PROTO
                0500 0100 3a 000000                        // NUM
                0600 0700 426e 0000                        // ICMPV6_ID
                0500 0800 81 000000                        // ICMPV6_TYPE
                0500 0900 00 000000                        // ICMPV6_CODE
            0800 0300 0000018a                             // STATUS
            0800 0800 00000000                             // MARK
            0800 0c00 8fb32a05                             // ID
            0800 0b00 00000001                             // USE
            0800 0700 0000001d                             // TIMEOUT
            """
        )
        let home = try #require(IPAddress("::1"))
        var value = ConnectionMessage(
            original: ConnectionTuple(
                from: home,
                to: home,
                over: ConnectionTransport(number: 58, query: ConnectionTransport.Query(type: 128, id: 17006))
            ),
            reply: ConnectionTuple(
                from: home,
                to: home,
                over: ConnectionTransport(number: 58, query: ConnectionTransport.Query(type: 129, id: 17006))
            )
        )
        value.status = [.seenReply, .confirmed, .sourceDecided, .destinationDecided]
        value.mark = 0
        value.id = 0x8fb32a05
        value.timeout = 29
        value.unknown = [Attribute(rawType: 11, payload: [0, 0, 0, 1])]
        let decoded = try ConnectionMessage(payload: captured[...])
        #expect(decoded == value)
        #expect(try ConnectionMessage(payload: decoded.encoded[...]) == value)
    }

    @Test func `a TCP connection is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            0a000000                                       // family, version, resource id
            4c00 0180                                      // TUPLE_ORIG
              2c00 0180                                    // IP
                1400 0300 00000000000000000000000000000001 // V6_SRC
                1400 0400 00000000000000000000000000000001 // V6_DST
              1c00 0280                                    // PROTO
                0500 0100 06 000000                        // NUM
                0600 0200 aec6 0000                        // SRC_PORT
                0600 0300 0050 0000                        // DST_PORT
            4c00 0280                                      // TUPLE_REPLY
              2c00 0180                                    // IP
                1400 0300 00000000000000000000000000000001 // V6_SRC
                1400 0400 00000000000000000000000000000001 // V6_DST
              1c00 0280                                    // PROTO
                0500 0100 06 000000                        // NUM
                0600 0200 0050 0000                        // SRC_PORT
                0600 0300 aec6 0000                        // DST_PORT
            0800 0300 0000018e                             // STATUS
            0800 0800 00000000                             // MARK
            0800 0c00 95eeb10c                             // ID
            0800 0b00 00000001                             // USE
            0800 0700 00000009                             // TIMEOUT
            3000 0480                                      // PROTOINFO
              2c00 0180                                    // TCP
                0500 0100 08 000000                        // STATE
                0500 0200 0a 000000                        // WSCALE_ORIGINAL
                0500 0300 0a 000000                        // WSCALE_REPLY
                0600 0400 2300 0000                        // FLAGS_ORIGINAL
                0600 0500 2300 0000                        // FLAGS_REPLY
            """
        )
        let home = try #require(IPAddress("::1"))
        var value = ConnectionMessage(
            original: ConnectionTuple(
                from: home,
                to: home,
                over: ConnectionTransport(number: 6, sourcePort: 44742, destinationPort: 80)
            ),
            reply: ConnectionTuple(
                from: home,
                to: home,
                over: ConnectionTransport(number: 6, sourcePort: 80, destinationPort: 44742)
            )
        )
        value.status = [.seenReply, .assured, .confirmed, .sourceDecided, .destinationDecided]
        value.mark = 0
        value.id = 0x95eeb10c
        value.timeout = 9
        let state = bytes(
            "2c00 0180 0500 0100 08 000000 0500 0200 0a 000000 0500 0300 0a 000000 0600 0400 2300 0000 0600 0500 2300 0000"
        )
        value.unknown = [
            Attribute(rawType: 11, payload: [0, 0, 0, 1]),
            Attribute(rawType: 0x8004, payload: state[...]),
        ]
        let decoded = try ConnectionMessage(payload: captured[...])
        #expect(decoded == value)
        #expect(try ConnectionMessage(payload: decoded.encoded[...]) == value)
    }

    @Test func `a connection is encoded as conntrack adds it`() throws {
        let captured = bytes(
            """
            02000000                // family, version, resource id
            3400 0180               // TUPLE_ORIG
              1400 0180             // IP
                0800 0100 0a000001  // V4_SRC
                0800 0200 0a000002  // V4_DST
              1c00 0280             // PROTO
                0500 0100 11 000000 // NUM
                0600 0200 03e8 0000 // SRC_PORT
                0600 0300 07d0 0000 // DST_PORT
            3400 0280               // TUPLE_REPLY
              1400 0180             // IP
                0800 0100 0a000002  // V4_SRC
                0800 0200 0a000001  // V4_DST
              1c00 0280             // PROTO
                0500 0100 11 000000 // NUM
                0600 0200 07d0 0000 // SRC_PORT
                0600 0300 03e8 0000 // DST_PORT
            0800 0700 00000064      // TIMEOUT
            0800 0800 00000007      // MARK
            """
        )
        let source = try #require(IPAddress("10.0.0.1"))
        let destination = try #require(IPAddress("10.0.0.2"))
        var value = ConnectionMessage(
            original: ConnectionTuple(
                from: source,
                to: destination,
                over: ConnectionTransport(number: 17, sourcePort: 1000, destinationPort: 2000)
            ),
            reply: ConnectionTuple(
                from: destination,
                to: source,
                over: ConnectionTransport(number: 17, sourcePort: 2000, destinationPort: 1000)
            )
        )
        value.timeout = 100
        value.mark = 7
        #expect(try ConnectionMessage(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a request for the connections of a mark is encoded as conntrack sends it`() throws {
        let captured = bytes(
            """
            02000000           // family, version, resource id
            0800 0800 00000001 // MARK
            0800 1500 000000ff // MARK_MASK
            """
        )
        var value = ConnectionRequest(family: .v4)
        value.mark = ConnectionMark(1, mask: 0xff)
        #expect(try ConnectionRequest(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a request for one connection has its original tuple, its id and its zone`() throws {
        let captured = bytes(
            """
            02000000                // family, version, resource id
            3400 0180               // TUPLE_ORIG
              1400 0180             // IP
                0800 0100 0a000001  // V4_SRC
                0800 0200 0a000002  // V4_DST
              1c00 0280             // PROTO
                0500 0100 06 000000 // NUM
                0600 0200 03e8 0000 // SRC_PORT
                0600 0300 07d0 0000 // DST_PORT
            0800 0c00 00000009      // ID
            0600 1200 0003 0000     // ZONE
            """
        )
        let source = try #require(IPAddress("10.0.0.1"))
        let destination = try #require(IPAddress("10.0.0.2"))
        let transport = ConnectionTransport(number: 6, sourcePort: 1000, destinationPort: 2000)
        let original = ConnectionTuple(from: source, to: destination, over: transport)
        var connection = ConnectionMessage(original: original, reply: original)
        connection.id = 9
        connection.zone = 3
        connection.status = .seenReply
        let value = ConnectionRequest(connection)
        #expect(try ConnectionRequest(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a request for the connections of a port has flags for the fields to compare`() throws {
        let captured = bytes(
            """
            0a000000                // family, version, resource id
            1800 0180               // TUPLE_ORIG
              1400 0280             // PROTO
                0500 0100 06 000000 // NUM
                0600 0300 1f90 0000 // DST_PORT
            0c00 1980               // FILTER
              0800 0100 28000000    // ORIG_FLAGS
            """
        )
        var value = ConnectionRequest(family: .v6)
        value.transport = ConnectionTransport(number: 6, destinationPort: 8080)
        #expect(try ConnectionRequest(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a connection without its reply is refused`() {
        let captured = bytes("02000000 1800 0180 1400 0180 0800 0100 0a000001 0800 0200 0a000002")
        #expect(throws: DecodeError.self) { try ConnectionMessage(payload: captured[...]) }
    }

    @Test func `a mark matches in the bits of its mask`() {
        #expect(ConnectionMark(0x10, mask: 0xf0).matches(0x15))
        #expect(!ConnectionMark(0x10, mask: 0xf0).matches(0x25))
        #expect(!ConnectionMark(0x10).matches(0x15))
    }
}
