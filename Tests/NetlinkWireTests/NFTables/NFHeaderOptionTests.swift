// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFHeaderOptionTests {
    @Test func `a segment size from the route MTU is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0900 0100 6d646e7000 000000             // TABLE "mdnp"
            0c00 0200 6c656176696e6700              // CHAIN "leaving"
            9c01 0480                               // EXPRESSIONS
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
                  0800 0300 0000000d                // OFFSET
                  0800 0400 00000001                // LEN
              4c00 0180                             // ELEM
                0c00 0100 6269747769736500          // NAME "bitwise"
                3c00 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // DREG
                  0800 0600 00000000                // OP
                  0800 0300 00000001                // LEN
                  0c00 0480                         // MASK
                    0500 0100 06 000000             // VALUE
                  0c00 0580                         // XOR
                    0500 0100 00 000000             // VALUE
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0500 0100 02 000000             // VALUE
              2000 0180                             // ELEM
                0700 0100 727400 00                 // NAME "rt"
                1400 0280                           // DATA
                  0800 0200 00000003                // KEY
                  0800 0100 00000001                // DREG
              4000 0180                             // ELEM
                0e00 0100 627974656f7264657200 0000 // NAME "byteorder"
                2c00 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // DREG
                  0800 0300 00000001                // OP
                  0800 0400 00000002                // LEN
                  0800 0500 00000002                // SIZE
              3c00 0180                             // ELEM
                0b00 0100 65787468647200 00         // NAME "exthdr"
                2c00 0280                           // DATA
                  0800 0700 00000001                // SREG
                  0500 0200 02 000000               // TYPE
                  0800 0300 00000002                // OFFSET
                  0800 0400 00000002                // LEN
                  0800 0600 00000001                // OP
            """
        )
        let value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "leaving",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .payload(NFPayload(.transportHeader, offset: 13, length: 1, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: [6], xor: [0])),
                .compare(NFCompare(.word(0), .equal, to: [2])),
                .routing(NFRouting(.maximumSegmentSize, into: .word(0))),
                .byteOrder(NFByteOrder(.toNetwork, of: .word(0), size: 2)),
                .option(.set(.maximumSegmentSize, from: .word(0))),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a segment size from the route MTU is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0600 0200 6600 0000                     // CHAIN "f"
            0c00 0300 0000000000000026              // HANDLE
            0c00 0600 0000000000000025              // POSITION
            a800 0400                               // EXPRESSIONS
              2000 0100                             // ELEM
                0700 0100 727400 00                 // NAME "rt"
                1400 0200                           // DATA
                  0800 0200 00000003                // KEY
                  0800 0100 00000001                // DREG
              4000 0100                             // ELEM
                0e00 0100 627974656f7264657200 0000 // NAME "byteorder"
                2c00 0200                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // DREG
                  0800 0300 00000001                // OP
                  0800 0400 00000002                // LEN
                  0800 0500 00000002                // SIZE
              4400 0100                             // ELEM
                0b00 0100 65787468647200 00         // NAME "exthdr"
                3400 0200                           // DATA
                  0800 0700 00000001                // SREG
                  0500 0200 02 000000               // TYPE
                  0800 0300 00000002                // OFFSET
                  0800 0400 00000002                // LEN
                  0800 0500 00000000                // FLAGS
                  0800 0600 00000001                // OP
            """
        )
        var value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .routing(NFRouting(.maximumSegmentSize, into: .word(0))),
                .byteOrder(NFByteOrder(.toNetwork, of: .word(0), size: 2)),
                .option(.set(.maximumSegmentSize, from: .word(0))),
            ]
        )
        value.handle = 38
        value.position = 37
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }

    @Test func `a match of an existing TCP option is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            7400 0480                       // EXPRESSIONS
              4400 0180                     // ELEM
                0b00 0100 65787468647200 00 // NAME "exthdr"
                3400 0280                   // DATA
                  0800 0100 00000001        // DREG
                  0500 0200 02 000000       // TYPE
                  0800 0300 00000000        // OFFSET
                  0800 0400 00000001        // LEN
                  0800 0600 00000001        // OP
                  0800 0500 00000001        // FLAGS
              2c00 0180                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0280                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0380                 // DATA
                    0500 0100 01 000000     // VALUE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .option(.presence(NFHeaderOption.Place(.tcp, option: 2, offset: 0, length: 1), into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [1])),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a match of a segment size is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            7400 0480                       // EXPRESSIONS
              4400 0180                     // ELEM
                0b00 0100 65787468647200 00 // NAME "exthdr"
                3400 0280                   // DATA
                  0800 0100 00000001        // DREG
                  0500 0200 02 000000       // TYPE
                  0800 0300 00000002        // OFFSET
                  0800 0400 00000002        // LEN
                  0800 0600 00000001        // OP
                  0800 0500 00000000        // FLAGS
              2c00 0180                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0280                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0380                 // DATA
                    0600 0100 01f4 0000     // VALUE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .option(.load(.maximumSegmentSize, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [0x01, 0xf4])),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }
}
