// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

/// Updates of sets by rules, sent by nft 1.0.6 and listed by Linux 6.18.
struct NFSetUpdateTests {
    @Test func `an update of a map with a timeout and a counter is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            07000000                           // family, version, resource id
            0600 0100 7400 0000                // TABLE "t"
            0600 0200 6300 0000                // CHAIN "c"
            bc00 0480                          // EXPRESSIONS
              2400 0180                        // ELEM
                0900 0100 6d65746100 000000    // NAME "meta"
                1400 0280                      // DATA
                  0800 0200 00000006           // KEY
                  0800 0100 00000001           // DREG
              3400 0180                        // ELEM
                0c00 0100 7061796c6f616400     // NAME "payload"
                2400 0280                      // DATA
                  0800 0100 00000002           // DREG
                  0800 0200 00000000           // BASE
                  0800 0300 00000006           // OFFSET
                  0800 0400 00000006           // LEN
              6000 0180                        // ELEM
                0b00 0100 64796e73657400 00    // NAME "dynset"
                5000 0280                      // DATA
                  0800 0400 00000001           // SREG_KEY
                  0800 0500 00000002           // SREG_DATA
                  0800 0300 00000001           // OP
                  0c00 0600 00000000000927c0   // TIMEOUT
                  0900 0100 6d61637300 000000  // SET_NAME "macs"
                  0800 0200 00000001           // SET_ID
                  1400 0780                    // EXPR
                    0c00 0100 636f756e74657200 // NAME "counter"
                    0400 0280                  // DATA
            """
        )
        var update = NFSetUpdate(
            "macs",
            key: .word(0),
            value: .word(4),
            timeout: 600_000,
            counter: NFCounter()
        )
        update.setID = 1
        let value = NFRule(
            family: .bridge,
            table: "t",
            chain: "c",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .payload(NFPayload(.linkHeader, offset: 6, length: 6, into: .word(4))),
                .setUpdate(update),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an update of a set is encoded as nft sends it`() throws {
        let captured = bytes(
            """
            07000000                           // family, version, resource id
            0600 0100 7400 0000                // TABLE "t"
            0600 0200 6300 0000                // CHAIN "c"
            8000 0480                          // EXPRESSIONS
              2400 0180                        // ELEM
                0900 0100 6d65746100 000000    // NAME "meta"
                1400 0280                      // DATA
                  0800 0200 00000006           // KEY
                  0800 0100 00000001           // DREG
              5800 0180                        // ELEM
                0b00 0100 64796e73657400 00    // NAME "dynset"
                4800 0280                      // DATA
                  0800 0400 00000001           // SREG_KEY
                  0800 0300 00000001           // OP
                  0c00 0600 00000000000927c0   // TIMEOUT
                  0c00 0100 7461726765747300   // SET_NAME "targets"
                  0800 0200 00000002           // SET_ID
                  1400 0780                    // EXPR
                    0c00 0100 636f756e74657200 // NAME "counter"
                    0400 0280                  // DATA
            """
        )
        var update = NFSetUpdate("targets", key: .word(0), timeout: 600_000, counter: NFCounter())
        update.setID = 2
        let value = NFRule(
            family: .bridge,
            table: "t",
            chain: "c",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .setUpdate(update),
            ]
        )
        #expect(try NFRule(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an update of a map is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            07000006                             // family, version, resource id
            0600 0100 7400 0000                  // TABLE "t"
            0600 0200 6300 0000                  // CHAIN "c"
            0c00 0300 0000000000000004           // HANDLE
            d400 0400                            // EXPRESSIONS
              2400 0100                          // ELEM
                0900 0100 6d65746100 000000      // NAME "meta"
                1400 0200                        // DATA
                  0800 0200 00000006             // KEY
                  0800 0100 00000001             // DREG
              3400 0100                          // ELEM
                0c00 0100 7061796c6f616400       // NAME "payload"
                2400 0200                        // DATA
                  0800 0100 00000002             // DREG
                  0800 0200 00000000             // BASE
                  0800 0300 00000006             // OFFSET
                  0800 0400 00000006             // LEN
              7800 0100                          // ELEM
                0b00 0100 64796e73657400 00      // NAME "dynset"
                6800 0200                        // DATA
                  0800 0400 00000001             // SREG_KEY
                  0800 0500 00000002             // SREG_DATA
                  0800 0300 00000001             // OP
                  0900 0100 6d61637300 000000    // SET_NAME "macs"
                  0c00 0600 00000000000927c0     // TIMEOUT
                  2c00 0700                      // EXPR
                    0c00 0100 636f756e74657200   // NAME "counter"
                    1c00 0200                    // DATA
                      0c00 0100 0000000000000000 // BYTES
                      0c00 0200 0000000000000000 // PACKETS
                  0800 0900 00000000             // FLAGS
            """
        )
        let update = NFSetUpdate(
            "macs",
            key: .word(0),
            value: .word(4),
            timeout: 600_000,
            counter: NFCounter()
        )
        let value = NFRule(
            family: .bridge,
            table: "t",
            chain: "c",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .payload(NFPayload(.linkHeader, offset: 6, length: 6, into: .word(4))),
                .setUpdate(update),
            ]
        )
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded.expressions == value.expressions)
        #expect(try NFRule(payload: decoded.encoded[...]) == decoded)
    }

    @Test func `an update of a set is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            07000006                             // family, version, resource id
            0600 0100 7400 0000                  // TABLE "t"
            0600 0200 6300 0000                  // CHAIN "c"
            0c00 0300 0000000000000005           // HANDLE
            0c00 0600 0000000000000004           // POSITION
            9800 0400                            // EXPRESSIONS
              2400 0100                          // ELEM
                0900 0100 6d65746100 000000      // NAME "meta"
                1400 0200                        // DATA
                  0800 0200 00000006             // KEY
                  0800 0100 00000001             // DREG
              7000 0100                          // ELEM
                0b00 0100 64796e73657400 00      // NAME "dynset"
                6000 0200                        // DATA
                  0800 0400 00000001             // SREG_KEY
                  0800 0300 00000001             // OP
                  0c00 0100 7461726765747300     // SET_NAME "targets"
                  0c00 0600 00000000000927c0     // TIMEOUT
                  2c00 0700                      // EXPR
                    0c00 0100 636f756e74657200   // NAME "counter"
                    1c00 0200                    // DATA
                      0c00 0100 0000000000000000 // BYTES
                      0c00 0200 0000000000000000 // PACKETS
                  0800 0900 00000000             // FLAGS
            """
        )
        let update = NFSetUpdate("targets", key: .word(0), timeout: 600_000, counter: NFCounter())
        let value = NFRule(
            family: .bridge,
            table: "t",
            chain: "c",
            expressions: [
                .meta(.load(.inputName, into: .word(0))),
                .setUpdate(update),
            ]
        )
        let decoded = try NFRule(payload: captured[...])
        #expect(decoded.expressions == value.expressions)
        #expect(try NFRule(payload: decoded.encoded[...]) == decoded)
    }

    @Test func `a dynset expression with the operation add is kept unchanged`() throws {
        let captured = bytes(
            """
            07000000                         // family, version, resource id
            0600 0100 7400 0000              // TABLE "t"
            0600 0200 6300 0000              // CHAIN "c"
            6000 0480                        // EXPRESSIONS
              2400 0180                      // ELEM
                0900 0100 6d65746100 000000  // NAME "meta"
                1400 0280                    // DATA
                  0800 0200 00000006         // KEY
                  0800 0100 00000001         // DREG
              3800 0180                      // ELEM
                0b00 0100 64796e73657400 00  // NAME "dynset"
                2800 0280                    // DATA
                  0800 0400 00000001         // SREG_KEY
                  0800 0300 00000000         // OP
                  0c00 0100 7461726765747300 // SET_NAME "targets"
                  0800 0200 00000002         // SET_ID
            """
        )
        let decoded = try NFRule(payload: captured[...])
        guard case .other(let expression) = try #require(decoded.expressions.last) else {
            Issue.record("\(decoded.expressions)")
            return
        }
        #expect(expression.name == "dynset")
        #expect(decoded.encoded == captured)
    }
}
