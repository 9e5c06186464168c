// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFSetTests {
    @Test func `a set of interface names is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                            // family, version, resource id
            0900 0100 6d646e7000 000000         // TABLE "mdnp"
            0d00 0200 6e6574776f726b7300 000000 // NAME "networks"
            0800 0300 00000000                  // FLAGS
            0800 0400 00000029                  // KEY_TYPE
            0800 0500 00000010                  // KEY_LEN
            0800 0a00 00000001                  // ID
            0a00 0d00 000401000000 0000         // USERDATA
            """
        )
        var value = NFSet(family: .inet, table: "mdnp", name: "networks", key: [.interfaceName])
        value.id = 1
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a set of ranges of concatenations is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                                   // family, version, resource id
            0900 0100 6d646e7000 000000                // TABLE "mdnp"
            0900 0200 6f776e3400 000000                // NAME "own4"
            0800 0300 00000084                         // FLAGS
            0800 0400 000001e9                         // KEY_TYPE
            0800 0500 00000014                         // KEY_LEN
            0800 0a00 00000003                         // ID
            2000 0980                                  // DESC
              1c00 0280                                // CONCAT
                0c00 0180                              // ELEM
                  0800 0100 00000004                   // LEN
                0c00 0180                              // ELEM
                  0800 0100 00000010                   // LEN
            1400 0d00 000400000000030800040d0000000100 // USERDATA
            """
        )
        var value = NFSet(
            family: .inet,
            table: "mdnp",
            name: "own4",
            key: [.ipv4Address, .interfaceName],
            flags: .interval
        )
        value.id = 3
        value.userData += [3, 8, 0, 4, 13, 0, 0, 0, 1, 0]
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a map is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                    // family, version, resource id
            0900 0100 6d646e7000 000000 // TABLE "mdnp"
            0900 0200 616e793400 000000 // NAME "any4"
            0800 0300 00000008          // FLAGS
            0800 0400 0000030d          // KEY_TYPE
            0800 0500 00000008          // KEY_LEN
            0800 0600 000001cd          // DATA_TYPE
            0800 0700 00000008          // DATA_LEN
            0800 0a00 00000004          // ID
            2a00 0d00 000400000000010400000000030800040d0000000100040800040d0000000100060400000000 0000 // USERDATA
            """
        )
        var value = NFSet(
            family: .inet,
            table: "mdnp",
            name: "any4",
            key: [.transportProtocol, .port],
            value: [.ipv4Address, .port]
        )
        value.id = 4
        value.userData += bytes("0308 00040d0000000100 0408 00040d0000000100 0604 00000000")
        #expect(try NFSet(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a set of connection limits is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000003                                            // family, version, resource id
            0600 0100 7400 0000                                 // TABLE "t"
            1100 0200 636f6e6e656374696f6e733400 000000         // NAME "connections4"
            0c00 1000 0000000000000001                          // HANDLE
            0800 0300 00000000                                  // FLAGS
            0800 0400 00000007                                  // KEY_TYPE
            0800 0500 00000004                                  // KEY_LEN
            0a00 0d00 000402000000 0000                         // USERDATA
            2800 1180                                           // EXPR
              0e00 0100 636f6e6e6c696d697400 0000               // NAME "connlimit"
              1400 0280                                         // DATA
                0800 0100 00000003                              // COUNT
                0800 0200 00000001                              // FLAGS
            """
        )
        var value = NFSet(family: .inet, table: "t", name: "connections4", key: [.ipv4Address])
        value.id = nil
        value.handle = 1
        value.expression = .connectionLimit(NFConnectionLimit(3))
        #expect(try NFSet(payload: captured[...]).expression == value.expression)
        #expect(try NFSet(payload: value.encoded[...]) == NFSet(payload: captured[...]))
    }

    @Test func `an element of a set of connection limits is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000003                                            // family, version, resource id
            0600 0100 7400 0000                                 // TABLE "t"
            1100 0200 636f6e6e656374696f6e733400 000000         // SET "connections4"
            3c00 0380                                           // ELEMENTS
              3800 0180                                         // ELEM
                0c00 0180 0800 0100 0a010002                    // KEY
                2800 0780                                       // EXPR
                  0e00 0100 636f6e6e6c696d697400 0000           // NAME "connlimit"
                  1400 0280                                     // DATA
                    0800 0100 00000064                          // COUNT
                    0800 0200 00000001                          // FLAGS
            """
        )
        let element = NFElement(key: [10, 1, 0, 2], expression: .connectionLimit(NFConnectionLimit(100)))
        let list = NFElementList(family: .inet, table: "t", set: "connections4", elements: [element])
        #expect(try NFElementList(payload: captured[...]) == list)
        #expect(Array(list.encoded.dropFirst(4)) == Array(captured.dropFirst(4)))
    }

    @Test func `the typeof expressions of a set's key are encoded as nft stores them`() {
        let value = NFSet(
            family: .bridge,
            table: "t",
            name: "targets6",
            typeOf: [.inputName, .frameSource, .networkBits(offset: 384, length: 128)]
        )
        #expect(value.key == NFDataType(id: 0x29244, length: 40))
        let captured = """
            00 04 00000000
            03 56 00 04 0d000000 01 4e
              00 0e 00 04 09000000 01 06 00 04 06000000
              01 14 00 04 07000000 01 0c 00 04 11000000 01 04 02000000
              02 26 00 04 07000000 01 1e
                00 04 00000000 01 04 00000000 02 04 02000000 03 04 80010000 04 04 80000000
            """
        #expect(value.userData == bytes(captured))
    }

    @Test func `a set is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                                            // family, version, resource id
            0900 0100 6d646e7000 000000                         // TABLE "mdnp"
            0900 0200 6f776e3400 000000                         // NAME "own4"
            0c00 1000 0000000000000007                          // HANDLE
            0800 0300 00000084                                  // FLAGS
            0800 0400 000001e9                                  // KEY_TYPE
            0800 0500 00000014                                  // KEY_LEN
            1400 0d00 000400000000030800040d0000000100          // USERDATA
            2000 0900                                           // DESC
              1c00 0200                                         // CONCAT
                0c00 0100                                       // ELEM
                  0800 0100 00000004                            // LEN
                0c00 0100                                       // ELEM
                  0800 0100 00000010                            // LEN
            1700 1300 30786666666666666666383235303831613000 00 // None "0xffffffff825081a0"
            0800 1400 00000001                                  // None
            """
        )
        var value = NFSet(
            family: .inet,
            table: "mdnp",
            name: "own4",
            key: [.ipv4Address, .interfaceName],
            flags: .interval
        )
        value.id = nil
        value.handle = 7
        value.userData += [3, 8, 0, 4, 13, 0, 0, 0, 1, 0]
        value.unknown = [
            Attribute(rawType: 19, payload: bytes("30786666666666666666383235303831613000")[...]),
            Attribute(rawType: 20, payload: [0, 0, 0, 1]),
        ]
        let decoded = try NFSet(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFSet(payload: decoded.encoded[...]) == value)
    }
}
