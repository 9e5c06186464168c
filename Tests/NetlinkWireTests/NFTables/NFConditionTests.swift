// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFConditionTests {
    @Test func `an excluded range of ports is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0600 0200 6600 0000                     // CHAIN "f"
            f400 0480                               // EXPRESSIONS
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000010                // KEY
                  0800 0100 00000001                // DREG
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0500 0100 06 000000             // VALUE
              3400 0180                             // ELEM
                0c00 0100 7061796c6f616400          // NAME "payload"
                2400 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0800 0200 00000002                // BASE
                  0800 0300 00000002                // OFFSET
                  0800 0400 00000002                // LEN
              3c00 0180                             // ELEM
                0a00 0100 72616e676500 0000         // NAME "range"
                2c00 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // OP
                  0c00 0380                         // FROM_DATA
                    0600 0100 0050 0000             // VALUE
                  0c00 0480                         // TO_DATA
                    0600 0100 005a 0000             // VALUE
              3000 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1c00 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1000 0280                         // DATA
                    0c00 0280                       // VERDICT
                      0800 0100 00000001            // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(0))),
                .range(NFRange(.word(0), from: [0, 80], through: [0, 90], isInverted: true)),
                .verdict(.accept),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a lookup in a verdict map is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                  // family, version, resource id
            0600 0100 7400 0000                       // TABLE "t"
            0600 0200 6600 0000                       // CHAIN "f"
            9800 0480                                 // EXPRESSIONS
              2400 0180                               // ELEM
                0900 0100 6d65746100 000000           // NAME "meta"
                1400 0280                             // DATA
                  0800 0200 00000010                  // KEY
                  0800 0100 00000001                  // DREG
              3400 0180                               // ELEM
                0c00 0100 7061796c6f616400            // NAME "payload"
                2400 0280                             // DATA
                  0800 0100 00000009                  // DREG
                  0800 0200 00000002                  // BASE
                  0800 0300 00000002                  // OFFSET
                  0800 0400 00000002                  // LEN
              3c00 0180                               // ELEM
                0b00 0100 6c6f6f6b757000 00           // NAME "lookup"
                2c00 0280                             // DATA
                  0800 0200 00000001                  // SREG
                  0800 0300 00000000                  // DREG
                  0d00 0100 766572646963747300 000000 // SET "verdicts"
                  0800 0400 00000001                  // SET_ID
            """
        )
        var lookup = NFLookup(.word(0), in: "verdicts", into: .verdict)
        lookup.setID = 1
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(1))),
                .lookup(lookup),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a match of a connection's original destination port is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0600 0200 6600 0000                     // CHAIN "f"
            d800 0480                               // EXPRESSIONS
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000010                // KEY
                  0800 0100 00000001                // DREG
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0500 0100 06 000000             // VALUE
              2800 0180                             // ELEM
                0700 0100 637400 00                 // NAME "ct"
                1c00 0280                           // DATA
                  0800 0200 0000000c                // KEY
                  0800 0100 00000001                // DREG
                  0500 0300 00 000000               // DIRECTION
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0600 0100 0050 0000             // VALUE
              3000 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1c00 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1000 0280                         // DATA
                    0c00 0280                       // VERDICT
                      0800 0100 00000001            // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .connection(.load(.destinationPort, direction: 0, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [0, 80])),
                .verdict(.accept),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a match of a connection's original destination address is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0600 0200 6600 0000                     // CHAIN "f"
            8800 0480                               // EXPRESSIONS
              2800 0180                             // ELEM
                0700 0100 637400 00                 // NAME "ct"
                1c00 0280                           // DATA
                  0800 0200 00000014                // KEY
                  0800 0100 00000001                // DREG
                  0500 0300 00 000000               // DIRECTION
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0800 0100 0a000001              // VALUE
              3000 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1c00 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1000 0280                         // DATA
                    0c00 0280                       // VERDICT
                      0800 0100 00000001            // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .connection(.load(.destinationIPv4Address, direction: 0, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [10, 0, 0, 1])),
                .verdict(.accept),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a match of a missing route back is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0600 0200 6600 0000                     // CHAIN "f"
            8800 0480                               // EXPRESSIONS
              2800 0180                             // ELEM
                0800 0100 66696200                  // NAME "fib"
                1c00 0280                           // DATA
                  0800 0300 00000029                // FLAGS
                  0800 0200 00000001                // RESULT
                  0800 0100 00000001                // DREG
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0800 0100 00000000              // VALUE
              3000 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1c00 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1000 0280                         // DATA
                    0c00 0280                       // VERDICT
                      0800 0100 00000000            // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .route(NFRouteLookup([.source, .input, .presence], for: .index, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])),
                .verdict(.drop),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a counter with a comment is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                            // family, version, resource id
            0600 0100 7400 0000                 // TABLE "t"
            0600 0200 6600 0000                 // CHAIN "f"
            1800 0480                           // EXPRESSIONS
              1400 0180                         // ELEM
                0c00 0100 636f756e74657200      // NAME "counter"
                0400 0280                       // DATA
            0e00 0700 0008636f756e74656400 0000 // USERDATA
            """
        )
        var value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .counter(NFCounter())
            ]
        )
        value.comment = "counted"
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }
}
