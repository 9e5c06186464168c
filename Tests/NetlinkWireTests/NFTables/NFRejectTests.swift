// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFRejectTests {
    @Test func `a reject in either family is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            2800 0480                       // EXPRESSIONS
              2400 0180                     // ELEM
                0b00 0100 72656a65637400 00 // NAME "reject"
                1400 0280                   // DATA
                  0800 0100 00000002        // TYPE
                  0500 0200 03 000000       // ICMP_CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .reject(.unreachable(.prohibited))
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a reject by ICMP is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            d800 0480                       // EXPRESSIONS
              2400 0180                     // ELEM
                0900 0100 6d65746100 000000 // NAME "meta"
                1400 0280                   // DATA
                  0800 0200 0000000f        // KEY
                  0800 0100 00000001        // DREG
              2c00 0180                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0280                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0380                 // DATA
                    0500 0100 02 000000     // VALUE
              3400 0180                     // ELEM
                0c00 0100 7061796c6f616400  // NAME "payload"
                2400 0280                   // DATA
                  0800 0100 00000001        // DREG
                  0800 0200 00000001        // BASE
                  0800 0300 0000000c        // OFFSET
                  0800 0400 00000004        // LEN
              2c00 0180                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0280                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0380                 // DATA
                    0800 0100 0a000001      // VALUE
              2400 0180                     // ELEM
                0b00 0100 72656a65637400 00 // NAME "reject"
                1400 0280                   // DATA
                  0800 0100 00000000        // TYPE
                  0500 0200 01 000000       // ICMP_CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.family, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [2])),
                .payload(NFPayload(.networkHeader, offset: 12, length: 4, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [10, 0, 0, 1])),
                .reject(.icmp(code: 1)),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a TCP reset is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            01000000                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            7800 0480                       // EXPRESSIONS
              2400 0180                     // ELEM
                0900 0100 6d65746100 000000 // NAME "meta"
                1400 0280                   // DATA
                  0800 0200 00000010        // KEY
                  0800 0100 00000001        // DREG
              2c00 0180                     // ELEM
                0800 0100 636d7000          // NAME "cmp"
                2000 0280                   // DATA
                  0800 0100 00000001        // SREG
                  0800 0200 00000000        // OP
                  0c00 0380                 // DATA
                    0500 0100 06 000000     // VALUE
              2400 0180                     // ELEM
                0b00 0100 72656a65637400 00 // NAME "reject"
                1400 0280                   // DATA
                  0800 0100 00000001        // TYPE
                  0500 0200 00 000000       // ICMP_CODE
            """
        )
        let value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .reject(.reset),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a TCP reset is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                        // family, version, resource id
            0600 0100 7400 0000             // TABLE "t"
            0600 0200 6600 0000             // CHAIN "f"
            0c00 0300 0000000000000021      // HANDLE
            0c00 0600 0000000000000020      // POSITION
            7000 0400                       // EXPRESSIONS
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
              1c00 0100                     // ELEM
                0b00 0100 72656a65637400 00 // NAME "reject"
                0c00 0200                   // DATA
                  0800 0100 00000001        // TYPE
            """
        )
        var value = NFRule(
            family: .inet,
            table: "t",
            chain: "f",
            expressions: [
                .meta(.load(.transportProtocol, into: .word(0))),
                .compare(NFCompare(.word(0), .equal, to: [6])),
                .reject(.reset),
            ]
        )
        value.handle = 33
        value.position = 32
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFRule(payload: decoded.encoded[...]) == value)
    }
}
