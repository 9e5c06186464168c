// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFRuleTests {
    @Test func `iifname, a payload, a counter and drop are encoded as nft sends them`() throws {
        let captured = bytes(
            """
            01000000                                           // family, version, resource id
            0900 0100 6d646e7000 000000                        // TABLE "mdnp"
            0a00 0200 677561726400 0000                        // CHAIN "guard"
            5401 0480                                          // EXPRESSIONS
              2400 0180                                        // ELEM
                0900 0100 6d65746100 000000                    // NAME "meta"
                1400 0280                                      // DATA
                  0800 0200 00000006                           // KEY
                  0800 0100 00000001                           // DREG
              3800 0180                                        // ELEM
                0800 0100 636d7000                             // NAME "cmp"
                2c00 0280                                      // DATA
                  0800 0100 00000001                           // SREG
                  0800 0200 00000001                           // OP
                  1800 0380                                    // DATA
                    1400 0100 6c6f0000000000000000000000000000 // VALUE
              2400 0180                                        // ELEM
                0900 0100 6d65746100 000000                    // NAME "meta"
                1400 0280                                      // DATA
                  0800 0200 0000000f                           // KEY
                  0800 0100 00000001                           // DREG
              2c00 0180                                        // ELEM
                0800 0100 636d7000                             // NAME "cmp"
                2000 0280                                      // DATA
                  0800 0100 00000001                           // SREG
                  0800 0200 00000000                           // OP
                  0c00 0380                                    // DATA
                    0500 0100 02 000000                        // VALUE
              3400 0180                                        // ELEM
                0c00 0100 7061796c6f616400                     // NAME "payload"
                2400 0280                                      // DATA
                  0800 0100 00000001                           // DREG
                  0800 0200 00000001                           // BASE
                  0800 0300 00000010                           // OFFSET
                  0800 0400 00000001                           // LEN
              2c00 0180                                        // ELEM
                0800 0100 636d7000                             // NAME "cmp"
                2000 0280                                      // DATA
                  0800 0100 00000001                           // SREG
                  0800 0200 00000000                           // OP
                  0c00 0380                                    // DATA
                    0500 0100 7f 000000                        // VALUE
              1400 0180                                        // ELEM
                0c00 0100 636f756e74657200                     // NAME "counter"
                0400 0280                                      // DATA
              3000 0180                                        // ELEM
                0e00 0100 696d6d65646961746500 0000            // NAME "immediate"
                1c00 0280                                      // DATA
                  0800 0100 00000000                           // DREG
                  1000 0280                                    // DATA
                    0c00 0280                                  // VERDICT
                      0800 0100 00000000                       // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "guard",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .compare(NFCompare(.word(0), .notEqual, to: Array("lo".utf8) + Array(repeating: 0, count: 14))),
                .meta(.load(.family, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2])),
                .payload(NFPayload(.networkHeader, offset: 16, length: 1, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [127])),
                .counter(NFCounter()),
                .verdict(.drop),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a mark statement is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0900 0100 6d646e7000 000000             // TABLE "mdnp"
            0900 0200 7061737300 000000             // CHAIN "pass"
            c800 0480                               // EXPRESSIONS
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000003                // KEY
                  0800 0100 00000001                // DREG
              4c00 0180                             // ELEM
                0c00 0100 6269747769736500          // NAME "bitwise"
                3c00 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // DREG
                  0800 0600 00000000                // OP
                  0800 0300 00000004                // LEN
                  0c00 0480                         // MASK
                    0800 0100 ffffffef              // VALUE
                  0c00 0580                         // XOR
                    0800 0100 00000010              // VALUE
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000003                // KEY
                  0800 0300 00000001                // SREG
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
            table: "mdnp",
            chain: "pass",
            expressions: [
                .meta(.load(.mark, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: [0xff, 0xff, 0xff, 0xef], xor: [0, 0, 0, 0x10])),
                .meta(.set(.mark, from: .word(0))),
                .verdict(.accept),
            ]
        )
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }

    @Test func `a match of the connection state and goto are encoded as nft sends them`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0900 0100 6d646e7000 000000             // TABLE "mdnp"
            0c00 0200 666f727761726400              // CHAIN "forward"
            d000 0480                               // EXPRESSIONS
              2000 0180                             // ELEM
                0700 0100 637400 00                 // NAME "ct"
                1400 0280                           // DATA
                  0800 0200 00000000                // KEY
                  0800 0100 00000001                // DREG
              4400 0180                             // ELEM
                0c00 0100 6269747769736500          // NAME "bitwise"
                3400 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // DREG
                  0800 0300 00000004                // LEN
                  0c00 0480                         // MASK
                    0800 0100 06000000              // VALUE
                  0c00 0580                         // XOR
                    0800 0100 00000000              // VALUE
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000001                // OP
                  0c00 0380                         // DATA
                    0800 0100 00000000              // VALUE
              3c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                2800 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1c00 0280                         // DATA
                    1800 0280                       // VERDICT
                      0800 0100 fffffffc            // CODE
                      0900 0200 7061737300 000000   // CHAIN "pass"
            """
        )
        let value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "forward",
            expressions: [
                .connection(.load(.state, into: .word(0))),
                .bitwise(NFBitwise(.word(0), mask: [6, 0, 0, 0], xor: [0, 0, 0, 0])),
                .compare(NFCompare(.word(0), .notEqual, to: [0, 0, 0, 0])),
                .verdict(.goto("pass")),
            ]
        )
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }

    @Test func `a lookup of two registers is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0900 0100 6d646e7000 000000             // TABLE "mdnp"
            0c00 0200 666f727761726400              // CHAIN "forward"
            b800 0480                               // EXPRESSIONS
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000006                // KEY
                  0800 0100 00000001                // DREG
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 00000007                // KEY
                  0800 0100 00000002                // DREG
              3000 0180                             // ELEM
                0b00 0100 6c6f6f6b757000 00         // NAME "lookup"
                2000 0280                           // DATA
                  0800 0200 00000001                // SREG
                  0b00 0100 77697468696e00 00       // SET "within"
                  0800 0400 00000002                // SET_ID
              3c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                2800 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1c00 0280                         // DATA
                    1800 0280                       // VERDICT
                      0800 0100 fffffffc            // CODE
                      0900 0200 7061737300 000000   // CHAIN "pass"
            """
        )
        var lookup = NFLookup(.word(0), in: "within")
        lookup.setID = 2
        let value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "forward",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .meta(.load(.outputName, into: .word(4))),
                .lookup(lookup),
                .verdict(.goto("pass")),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a fib lookup and return are encoded as nft sends them`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0900 0100 6d646e7000 000000             // TABLE "mdnp"
            0c00 0200 666f727761726400              // CHAIN "forward"
            8800 0480                               // EXPRESSIONS
              2800 0180                             // ELEM
                0800 0100 66696200                  // NAME "fib"
                1c00 0280                           // DATA
                  0800 0300 00000002                // FLAGS
                  0800 0200 00000003                // RESULT
                  0800 0100 00000001                // DREG
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0800 0100 02000000              // VALUE
              3000 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1c00 0280                           // DATA
                  0800 0100 00000000                // DREG
                  1000 0280                         // DATA
                    0c00 0280                       // VERDICT
                      0800 0100 fffffffb            // CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "forward",
            expressions: [
                .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2, 0, 0, 0])),
                .verdict(.return),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }
}
