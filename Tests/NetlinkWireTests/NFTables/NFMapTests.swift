// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

struct NFMapTests {
    @Test func `a verdict map is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                                                           // family, version, resource id
            0600 0100 7400 0000                                                // TABLE "t"
            0d00 0200 766572646963747300 000000                                // NAME "verdicts"
            0800 0300 00000008                                                 // FLAGS
            0800 0400 0000030d                                                 // KEY_TYPE
            0800 0500 00000008                                                 // KEY_LEN
            0800 0600 ffffff00                                                 // DATA_TYPE
            0800 0700 00000000                                                 // DATA_LEN
            0800 0a00 00000001                                                 // ID
            2000 0d00 000400000000010400000000030800040d0000000100060400000000 // USERDATA
            """
        )
        var value = NFSet(
            family: .inet,
            table: "t",
            name: "verdicts",
            key: [.transportProtocol, .port],
            value: [.verdict]
        )
        value.id = 1
        // The length has no meaning: `nft` sends 0, the kernel lists 16.
        value.value?.length = 0
        value.userData += bytes("0308 00040d0000000100 0604 00000000")
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a verdict map is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                                                           // family, version, resource id
            0600 0100 7400 0000                                                // TABLE "t"
            0d00 0200 766572646963747300 000000                                // NAME "verdicts"
            0c00 1000 0000000000000005                                         // HANDLE
            0800 0300 00000008                                                 // FLAGS
            0800 0400 0000030d                                                 // KEY_TYPE
            0800 0500 00000008                                                 // KEY_LEN
            0800 0600 ffffff00                                                 // DATA_TYPE
            0800 0700 00000010                                                 // DATA_LEN
            2000 0d00 000400000000010400000000030800040d0000000100060400000000 // USERDATA
            0400 0900                                                          // DESC
            1700 1300 30786666666666666666383235303766343000 00                // TYPE "0xffffffff82507f40"
            0800 1400 00000002                                                 // COUNT
            """
        )
        let decoded = try NFSet(payload: captured[...])
        var value = NFSet(
            family: .inet,
            table: "t",
            name: "verdicts",
            key: [.transportProtocol, .port],
            value: [.verdict]
        )
        value.id = nil
        value.handle = 5
        value.userData += bytes("0308 00040d0000000100 0604 00000000")
        value.unknown = decoded.unknown
        #expect(decoded == value)
        #expect(decoded.unknown.map(\.type) == [19, 20])
        #expect(try NFSet(payload: decoded.encoded[...]) == value)
    }

    @Test func `the elements of a verdict map are encoded as nft adds them`() throws {
        let captured = bytes(
            """
            01000000                                                                     // family, version, resource id
            0600 0100 7400 0000                                                          // TABLE "t"
            0d00 0200 766572646963747300 000000                                          // SET "verdicts"
            0800 0400 00000001                                                           // SET_ID
            5800 0380                                                                    // ELEMENTS
              3000 0180                                                                  // ELEM
                1000 0180                                                                // KEY
                  0c00 0100 0600000000500000                                             // VALUE
                1c00 0280                                                                // DATA
                  1800 0280                                                              // VERDICT
                    0800 0100 fffffffc                                                   // CODE
                    0a00 0200 6f7468657200 0000                                          // CHAIN "other"
              2400 0280 100001800c0001001100000000350000100002800c0002800800010000000000 // None
            """
        )
        var value = NFElementList(
            family: .inet,
            table: "t",
            set: "verdicts",
            elements: [
                NFElement([.transportProtocol(.tcp), .port(80)], verdict: .goto("other")),
                NFElement([.transportProtocol(.udp), .port(53)], verdict: .drop),
            ]
        )
        value.setID = 1
        let decoded = try NFElementList(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFElementList(payload: decoded.encoded[...]) == value)
    }

    @Test func `a map of marks is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                                            // family, version, resource id
            0600 0100 7400 0000                                 // TABLE "t"
            0a00 0200 6d61726b7300 0000                         // NAME "marks"
            0800 0300 00000008                                  // FLAGS
            0800 0400 00000029                                  // KEY_TYPE
            0800 0500 00000010                                  // KEY_LEN
            0800 0600 00000013                                  // DATA_TYPE
            0800 0700 00000004                                  // DATA_LEN
            0800 0a00 00000002                                  // ID
            1600 0d00 000401000000010401000000060400000000 0000 // USERDATA
            """
        )
        var value = NFSet(family: .inet, table: "t", name: "marks", key: [.interfaceName], value: [.mark])
        value.id = 2
        value.userData += bytes("0604 00000000")
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an element of a map of marks is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                                         // family, version, resource id
            0600 0100 7400 0000                              // TABLE "t"
            0a00 0200 6d61726b7300 0000                      // SET "marks"
            0800 0400 00000002                               // SET_ID
            2c00 0380                                        // ELEMENTS
              2800 0180                                      // ELEM
                1800 0180                                    // KEY
                  1400 0100 65746830000000000000000000000000 // VALUE
                0c00 0280                                    // DATA
                  0800 0100 07000000                         // VALUE
            """
        )
        let name = NFValue.interfaceName(try InterfaceName("eth0"))
        var value = NFElementList(
            family: .inet,
            table: "t",
            set: "marks",
            elements: [NFElement([name], value: [.mark(7)])]
        )
        value.setID = 2
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a map with concatenations of ranges as keys is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                                                           // family, version, resource id
            0600 0100 7400 0000                                                // TABLE "t"
            0b00 0200 72616e67657300 00                                        // NAME "ranges"
            0800 0300 0000008c                                                 // FLAGS
            0800 0400 000001cd                                                 // KEY_TYPE
            0800 0500 00000008                                                 // KEY_LEN
            0800 0600 00000007                                                 // DATA_TYPE
            0800 0700 00000004                                                 // DATA_LEN
            0800 0a00 00000003                                                 // ID
            2000 0980                                                          // DESC
              1c00 0280                                                        // CONCAT
                0c00 0180                                                      // ELEM
                  0800 0100 00000004                                           // LEN
                0c00 0180                                                      // ELEM
                  0800 0100 00000002                                           // LEN
            2000 0d00 000400000000010402000000030800040d0000000100060400000000 // USERDATA
            """
        )
        var value = NFSet(
            family: .inet,
            table: "t",
            name: "ranges",
            key: [.ipv4Address, .port],
            value: [.ipv4Address],
            flags: .interval
        )
        value.id = 3
        value.userData += bytes("0308 00040d0000000100 0604 00000000")
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an element of a map of concatenations of ranges is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                         // family, version, resource id
            0600 0100 7400 0000              // TABLE "t"
            0b00 0200 72616e67657300 00      // SET "ranges"
            0800 0400 00000003               // SET_ID
            3400 0380                        // ELEMENTS
              3000 0180                      // ELEM
                1000 0180                    // KEY
                  0c00 0100 0a00000000500000 // VALUE
                1000 0a80                    // KEY_END
                  0c00 0100 0a0000ff005a0000 // VALUE
                0c00 0280                    // DATA
                  0800 0100 0a010002         // VALUE
            """
        )
        let first = try #require(IPAddress("10.0.0.0"))
        let last = try #require(IPAddress("10.0.0.255"))
        let value4 = try #require(IPAddress("10.1.0.2"))
        var value = NFElementList(
            family: .inet,
            table: "t",
            set: "ranges",
            elements: [
                NFElement(
                    [.address(first), .port(80)],
                    through: [.address(last), .port(90)],
                    value: [.address(value4)]
                )
            ]
        )
        value.setID = 3
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `the elements of a verdict map of ranges are decoded as the kernel lists them`() throws {
        let captured = bytes(
            """
            01000002                    // family, version, resource id
            0600 0100 7400 0000         // TABLE "t"
            0a00 0200 706c61696e00 0000 // SET "plain"
            8c00 0300                   // ELEMENTS
              1800 0100                 // ELEM
                0c00 0100               // KEY
                  0800 0100 0a000206    // VALUE
                0800 0300 00000001      // FLAGS
              2000 0100                 // ELEM
                0c00 0100               // KEY
                  0800 0100 0a000205    // VALUE
                1000 0200               // DATA
                  0c00 0200             // VERDICT
                    0800 0100 00000000  // CODE
              1800 0100                 // ELEM
                0c00 0100               // KEY
                  0800 0100 0a000100    // VALUE
                0800 0300 00000001      // FLAGS
              2000 0100                 // ELEM
                0c00 0100               // KEY
                  0800 0100 0a000000    // VALUE
                1000 0200               // DATA
                  0c00 0200             // VERDICT
                    0800 0100 00000001  // CODE
              1800 0100                 // ELEM
                0c00 0100               // KEY
                  0800 0100 00000000    // VALUE
                0800 0300 00000001      // FLAGS
            """
        )
        let first = NFValue.address(try #require(IPAddress("10.0.0.0")))
        let last = NFValue.address(try #require(IPAddress("10.0.0.255")))
        let one = NFValue.address(try #require(IPAddress("10.0.2.5")))
        let before = NFElement(key: [0, 0, 0, 0], flags: NFElement.intervalEnd)
        let elements =
            [before] + NFElement.range(from: first, through: last, value: .verdict(.accept))
            + NFElement.range(from: one, through: one, value: .verdict(.drop))
        let value = NFElementList(family: .inet, table: "t", set: "plain", elements: elements.reversed())
        let decoded = try NFElementList(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFElementList(payload: decoded.encoded[...]) == value)
    }

    @Test func `a set with a comment is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                                    // family, version, resource id
            0600 0100 7400 0000                         // TABLE "t"
            0900 0200 6d61637300 000000                 // NAME "macs"
            0800 0300 00000000                          // FLAGS
            0800 0400 00000009                          // KEY_TYPE
            0800 0500 00000006                          // KEY_LEN
            0800 0a00 00000007                          // ID
            1200 0d00 000402000000070668656c6c6f00 0000 // USERDATA
            """
        )
        var value = NFSet(family: .inet, table: "t", name: "macs", key: [.macAddress])
        value.id = 7
        value.comment = "hello"
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an element with a comment is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                          // family, version, resource id
            0600 0100 7400 0000               // TABLE "t"
            0900 0200 6d61637300 000000       // SET "macs"
            0800 0400 00000007                // SET_ID
            2400 0380                         // ELEMENTS
              2000 0180                       // ELEM
                1000 0180                     // KEY
                  0a00 0100 020000000001 0000 // VALUE
                0a00 0600 00046f6e6500 0000   // USERDATA
            """
        )
        let address = try #require(MACAddress("02:00:00:00:00:01"))
        var element = NFElement([.macAddress(address)])
        element.comment = "one"
        var value = NFElementList(family: .inet, table: "t", set: "macs", elements: [element])
        value.setID = 7
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }
}
