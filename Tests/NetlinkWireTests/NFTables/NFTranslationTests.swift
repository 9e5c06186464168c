// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

struct NFTranslationTests {
    @Test func `a translation to several source addresses and ports is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0900 0200 6e61743400 000000             // CHAIN "nat4"
            fc01 0480                               // EXPRESSIONS
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
              2400 0180                             // ELEM
                0900 0100 6d65746100 000000         // NAME "meta"
                1400 0280                           // DATA
                  0800 0200 0000000f                // KEY
                  0800 0100 00000001                // DREG
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0500 0100 02 000000             // VALUE
              3400 0180                             // ELEM
                0c00 0100 7061796c6f616400          // NAME "payload"
                2400 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0800 0200 00000001                // BASE
                  0800 0300 0000000c                // OFFSET
                  0800 0400 00000001                // LEN
              2c00 0180                             // ELEM
                0800 0100 636d7000                  // NAME "cmp"
                2000 0280                           // DATA
                  0800 0100 00000001                // SREG
                  0800 0200 00000000                // OP
                  0c00 0380                         // DATA
                    0500 0100 0a 000000             // VALUE
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0c00 0280                         // DATA
                    0800 0100 c0000201              // VALUE
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000002                // DREG
                  0c00 0280                         // DATA
                    0800 0100 c0000209              // VALUE
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000003                // DREG
                  0c00 0280                         // DATA
                    0600 0100 03e8 0000             // VALUE
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000004                // DREG
                  0c00 0280                         // DATA
                    0600 0100 07d0 0000             // VALUE
              4800 0180                             // ELEM
                0800 0100 6e617400                  // NAME "nat"
                3c00 0280                           // DATA
                  0800 0100 00000000                // TYPE
                  0800 0200 00000002                // FAMILY
                  0800 0300 00000001                // REG_ADDR_MIN
                  0800 0400 00000002                // REG_ADDR_MAX
                  0800 0500 00000003                // REG_PROTO_MIN
                  0800 0600 00000004                // REG_PROTO_MAX
                  0800 0700 0000000e                // FLAGS
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat4",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .meta(.load(.family, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2])),
                .payload(NFPayload(.networkHeader, offset: 12, length: 1, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [10])),
                .immediate(NFImmediate(into: .word(0), data: .value([192, 0, 2, 1]))),
                .immediate(NFImmediate(into: .word(4), data: .value([192, 0, 2, 9]))),
                .immediate(NFImmediate(into: .word(8), data: .value([0x03, 0xe8]))),
                .immediate(NFImmediate(into: .word(12), data: .value([0x07, 0xd0]))),
                .translation(
                    NFTranslation(
                        .source,
                        family: .v4,
                        to: NFRegisterRange(.word(0), through: .word(4)),
                        ports: NFRegisterRange(.word(8), through: .word(12)),
                        flags: [.random, .persistent]
                    )
                ),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a translation of the destination address is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0900 0200 6e61743500 000000             // CHAIN "nat5"
            5800 0480                               // EXPRESSIONS
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0c00 0280                         // DATA
                    0800 0100 0a000001              // VALUE
              2800 0180                             // ELEM
                0800 0100 6e617400                  // NAME "nat"
                1c00 0280                           // DATA
                  0800 0100 00000001                // TYPE
                  0800 0200 00000002                // FAMILY
                  0800 0300 00000001                // REG_ADDR_MIN
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat5",
            expressions: [
                .immediate(NFImmediate(into: .word(0), data: .value([10, 0, 0, 1]))),
                .translation(NFTranslation(.destination, family: .v4, to: NFRegisterRange(.word(0)))),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a translation of the destination address and port is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                           // family, version, resource id
            0600 0100 7400 0000                                // TABLE "t"
            0900 0200 6e61743500 000000                        // CHAIN "nat5"
            f000 0480                                          // EXPRESSIONS
              2400 0180                                        // ELEM
                0900 0100 6d65746100 000000                    // NAME "meta"
                1400 0280                                      // DATA
                  0800 0200 00000010                           // KEY
                  0800 0100 00000001                           // DREG
              2c00 0180                                        // ELEM
                0800 0100 636d7000                             // NAME "cmp"
                2000 0280                                      // DATA
                  0800 0100 00000001                           // SREG
                  0800 0200 00000000                           // OP
                  0c00 0380                                    // DATA
                    0500 0100 06 000000                        // VALUE
              3800 0180                                        // ELEM
                0e00 0100 696d6d65646961746500 0000            // NAME "immediate"
                2400 0280                                      // DATA
                  0800 0100 00000001                           // DREG
                  1800 0280                                    // DATA
                    1400 0100 fd000000000000000000000000000001 // VALUE
              2c00 0180                                        // ELEM
                0e00 0100 696d6d65646961746500 0000            // NAME "immediate"
                1800 0280                                      // DATA
                  0800 0100 00000002                           // DREG
                  0c00 0280                                    // DATA
                    0600 0100 0050 0000                        // VALUE
              3800 0180                                        // ELEM
                0800 0100 6e617400                             // NAME "nat"
                2c00 0280                                      // DATA
                  0800 0100 00000001                           // TYPE
                  0800 0200 0000000a                           // FAMILY
                  0800 0300 00000001                           // REG_ADDR_MIN
                  0800 0500 00000002                           // REG_PROTO_MIN
                  0800 0700 00000002                           // FLAGS
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat5",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .immediate(
                    NFImmediate(into: .word(0), data: .value([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]))
                ),
                .immediate(NFImmediate(into: .word(4), data: .value([0, 80]))),
                .translation(
                    NFTranslation(
                        .destination,
                        family: .v6,
                        to: NFRegisterRange(.word(0)),
                        ports: NFRegisterRange(.word(4))
                    )
                ),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a translation of the destination by a map is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000003                          // family, version, resource id
            0900 0100 6d646e7000 000000       // TABLE "mdnp"
            0c00 0200 7075626c69736800        // CHAIN "publish"
            0c00 0300 000000000000001d        // HANDLE
            0c00 0600 000000000000001c        // POSITION
            3001 0400                         // EXPRESSIONS
              2800 0100                       // ELEM
                0800 0100 66696200            // NAME "fib"
                1c00 0200                     // DATA
                  0800 0100 00000001          // DREG
                  0800 0200 00000003          // RESULT
                  0800 0300 00000002          // FLAGS
              2c00 0100                       // ELEM
                0800 0100 636d7000            // NAME "cmp"
                2000 0200                     // DATA
                  0800 0100 00000001          // SREG
                  0800 0200 00000000          // OP
                  0c00 0300                   // DATA
                    0800 0100 02000000        // VALUE
              2400 0100                       // ELEM
                0900 0100 6d65746100 000000   // NAME "meta"
                1400 0200                     // DATA
                  0800 0200 00000010          // KEY
                  0800 0100 00000001          // DREG
              3400 0100                       // ELEM
                0c00 0100 7061796c6f616400    // NAME "payload"
                2400 0200                     // DATA
                  0800 0100 00000009          // DREG
                  0800 0200 00000002          // BASE
                  0800 0300 00000002          // OFFSET
                  0800 0400 00000002          // LEN
              3800 0100                       // ELEM
                0b00 0100 6c6f6f6b757000 00   // NAME "lookup"
                2800 0200                     // DATA
                  0900 0100 616e793600 000000 // SET "any6"
                  0800 0200 00000001          // SREG
                  0800 0300 00000001          // DREG
                  0800 0500 00000000          // FLAGS
              4800 0100                       // ELEM
                0800 0100 6e617400            // NAME "nat"
                3c00 0200                     // DATA
                  0800 0100 00000001          // TYPE
                  0800 0200 0000000a          // FAMILY
                  0800 0300 00000001          // REG_ADDR_MIN
                  0800 0400 00000001          // REG_ADDR_MAX
                  0800 0500 00000002          // REG_PROTO_MIN
                  0800 0600 00000002          // REG_PROTO_MAX
                  0800 0700 00000003          // FLAGS
            """
        )
        var value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "publish",
            expressions: [
                .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2, 0, 0, 0])),
                .meta(.load(.transportProtocol, into: .word(0))),
                .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(1))),
                .lookup(NFLookup(.word(0), in: "any6", into: .word(0))),
                .translation(
                    NFTranslation(
                        .destination,
                        family: .v6,
                        to: NFRegisterRange(.word(0)),
                        ports: NFRegisterRange(.word(4))
                    )
                ),
            ]
        )
        value.handle = 29
        value.position = 28
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }

    @Test func `a masquerade with a random port is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0900 0200 6e61743400 000000     // CHAIN "nat4"
            2000 0480                       // EXPRESSIONS
              1c00 0180                     // ELEM
                0900 0100 6d61737100 000000 // NAME "masq"
                0c00 0280                   // DATA
                  0800 0100 00000004        // FLAGS
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat4",
            expressions: [
                .masquerade(NFMasquerade(flags: .random))
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a masquerade with a port of a range is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0900 0200 6e61743400 000000             // CHAIN "nat4"
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
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0c00 0280                         // DATA
                    0600 0100 0400 0000             // VALUE
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000002                // DREG
                  0c00 0280                         // DATA
                    0600 0100 0800 0000             // VALUE
              2c00 0180                             // ELEM
                0900 0100 6d61737100 000000         // NAME "masq"
                1c00 0280                           // DATA
                  0800 0100 00000012                // FLAGS
                  0800 0200 00000001                // REG_PROTO_MIN
                  0800 0300 00000002                // REG_PROTO_MAX
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat4",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .immediate(NFImmediate(into: .word(0), data: .value([0x04, 0]))),
                .immediate(NFImmediate(into: .word(4), data: .value([0x08, 0]))),
                .masquerade(NFMasquerade(ports: NFRegisterRange(.word(0), through: .word(4)), flags: .fullyRandom)),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a masquerade is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000003                           // family, version, resource id
            0900 0100 6d646e7000 000000        // TABLE "mdnp"
            1000 0200 706f7374726f7574696e6700 // CHAIN "postrouting"
            0c00 0300 000000000000003b         // HANDLE
            0c00 0600 000000000000003a         // POSITION
            bc00 0400                          // EXPRESSIONS
              2400 0100                        // ELEM
                0900 0100 6d65746100 000000    // NAME "meta"
                1400 0200                      // DATA
                  0800 0200 0000000f           // KEY
                  0800 0100 00000001           // DREG
              2c00 0100                        // ELEM
                0800 0100 636d7000             // NAME "cmp"
                2000 0200                      // DATA
                  0800 0100 00000001           // SREG
                  0800 0200 00000000           // OP
                  0c00 0300                    // DATA
                    0500 0100 0a 000000        // VALUE
              2400 0100                        // ELEM
                0900 0100 6d65746100 000000    // NAME "meta"
                1400 0200                      // DATA
                  0800 0200 00000006           // KEY
                  0800 0100 00000001           // DREG
              3000 0100                        // ELEM
                0b00 0100 6c6f6f6b757000 00    // NAME "lookup"
                2000 0200                      // DATA
                  0b00 0100 65677265737300 00  // SET "egress"
                  0800 0200 00000001           // SREG
                  0800 0500 00000000           // FLAGS
              1400 0100                        // ELEM
                0900 0100 6d61737100 000000    // NAME "masq"
                0400 0200                      // DATA
            """
        )
        var value = NFRule(
            family: .inet,
            table: "mdnp",
            chain: "postrouting",
            expressions: [
                .meta(.load(.family, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [10])),
                .meta(.load(.inputName, into: .word(0))),
                .lookup(NFLookup(.word(0), in: "egress")),
                .masquerade(NFMasquerade()),
            ]
        )
        value.handle = 59
        value.position = 58
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }

    @Test func `a redirection to a port is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                                // family, version, resource id
            0600 0100 7400 0000                     // TABLE "t"
            0900 0200 6e61743500 000000             // CHAIN "nat5"
            a400 0480                               // EXPRESSIONS
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
              2c00 0180                             // ELEM
                0e00 0100 696d6d65646961746500 0000 // NAME "immediate"
                1800 0280                           // DATA
                  0800 0100 00000001                // DREG
                  0c00 0280                         // DATA
                    0600 0100 1f90 0000             // VALUE
              2400 0180                             // ELEM
                0a00 0100 726564697200 0000         // NAME "redir"
                1400 0280                           // DATA
                  0800 0100 00000001                // REG_PROTO_MIN
                  0800 0300 00000002                // FLAGS
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat5",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .immediate(NFImmediate(into: .word(0), data: .value([0x1f, 0x90]))),
                .redirect(NFRedirect(ports: NFRegisterRange(.word(0)))),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a redirection is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0900 0200 6e61743500 000000     // CHAIN "nat5"
            0c00 0300 0000000000000014      // HANDLE
            0c00 0600 0000000000000013      // POSITION
            c800 0400                       // EXPRESSIONS
              2400 0100                     // ELEM
                0900 0100 6d65746100 000000 // NAME "meta"
                1400 0200                   // DATA
                  0800 0200 00000010        // KEY
                  0800 0100 00000001        // DREG
              2c00 0100                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0200                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0300                 // DATA
                    0500 0100 06 000000     // VALUE
              3400 0100                     // ELEM
                0c00 0100 7061796c6f616400  // NAME "payload"
                2400 0200                   // DATA
                  0800 0100 00000001        // DREG
                  0800 0200 00000002        // BASE
                  0800 0300 00000002        // OFFSET
                  0800 0400 00000002        // LEN
              2c00 0100                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0200                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0300                 // DATA
                    0600 0100 0016 0000     // VALUE
              1400 0100                     // ELEM
                0a00 0100 726564697200 0000 // NAME "redir"
                0400 0200                   // DATA
            """
        )
        var value = NFRule(
            family: .inet,
            table: "t",
            chain: "nat5",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [0, 22])),
                .redirect(NFRedirect()),
            ]
        )
        value.handle = 20
        value.position = 19
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }
}
