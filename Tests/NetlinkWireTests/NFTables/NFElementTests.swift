// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFElementTests {
    @Test func `an element of a set is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                    // family, version, resource id
            0900 0100 6d646e7000 000000 // TABLE "mdnp"
            0b00 0200 77697468696e00 00 // SET "within"
            0800 0400 00000002          // SET_ID
            3000 0380                   // ELEMENTS
              2c00 0180                 // ELEM
                2800 0180               // KEY
                  2400 0100 6d646e702d61000000000000000000006d646e702d6100000000000000000000 // VALUE
            """
        )
        let name = Array("mdnp-a".utf8) + Array(repeating: 0, count: 10)
        let element = NFElement(key: name + name)
        var value = NFElementList(family: .inet, table: "mdnp", set: "within", elements: [element])
        value.setID = 2
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a range in a concatenation is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                                                 // family, version, resource id
            0900 0100 6d646e7000 000000                              // TABLE "mdnp"
            0900 0200 6f776e3400 000000                              // SET "own4"
            0800 0400 00000003                                       // SET_ID
            4000 0380                                                // ELEMENTS
              3c00 0180                                              // ELEM
                1c00 0180                                            // KEY
                  1800 0100 0a0100006d646e702d6100000000000000000000 // VALUE
                1c00 0a80                                            // KEY_END
                  1800 0100 0a0100ff6d646e702d6100000000000000000000 // VALUE
            """
        )
        let name = Array("mdnp-a".utf8) + Array(repeating: 0, count: 10)
        let element = NFElement(key: [10, 1, 0, 0] + name, keyEnd: [10, 1, 0, 255] + name)
        var value = NFElementList(family: .inet, table: "mdnp", set: "own4", elements: [element])
        value.setID = 3
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `an element of a map is encoded as nft adds it`() throws {
        let captured = bytes(
            """
            01000000                         // family, version, resource id
            0900 0100 6d646e7000 000000      // TABLE "mdnp"
            0900 0200 616e793400 000000      // SET "any4"
            0800 0400 00000004               // SET_ID
            2800 0380                        // ELEMENTS
              2400 0180                      // ELEM
                1000 0180                    // KEY
                  0c00 0100 060000001f900000 // VALUE
                1000 0280                    // DATA
                  0c00 0100 0a01000200500000 // VALUE
            """
        )
        let address: [UInt8] = [10, 1, 0, 2, 0, 80, 0, 0]
        let element = NFElement(key: [6, 0, 0, 0, 0x1f, 0x90, 0, 0], value: .value(address))
        var value = NFElementList(family: .inet, table: "mdnp", set: "any4", elements: [element])
        value.setID = 4
        #expect(try NFElementList(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `elements are decoded as the kernel lists them`() throws {
        let captured = bytes(
            """
            01000002                                                 // family, version, resource id
            0900 0100 6d646e7000 000000                              // TABLE "mdnp"
            0900 0200 6f776e3400 000000                              // SET "own4"
            4000 0300                                                // ELEMENTS
              3c00 0100                                              // ELEM
                1c00 0100                                            // KEY
                  1800 0100 0a0100006d646e702d6100000000000000000000 // VALUE
                1c00 0a00                                            // KEY_END
                  1800 0100 0a0100ff6d646e702d6100000000000000000000 // VALUE
            """
        )
        let name = Array("mdnp-a".utf8) + Array(repeating: 0, count: 10)
        let element = NFElement(key: [10, 1, 0, 0] + name, keyEnd: [10, 1, 0, 255] + name)
        let value = NFElementList(family: .inet, table: "mdnp", set: "own4", elements: [element])
        let decoded = try NFElementList(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFElementList(payload: decoded.encoded[...]) == value)
    }

    @Test func `many elements are divided into several messages, none lost and none too long`() {
        let elements = (0..<10_000).map { NFElement(key: [0, 0, UInt8($0 >> 8), UInt8($0 & 255)]) }
        let list = NFElementList(family: .inet, table: "mdnp", set: "many", elements: elements)
        let chunks = list.chunks
        #expect(chunks.count > 1)
        #expect(chunks.flatMap(\.elements) == elements)
        #expect(chunks.allSatisfy { $0.encoded.count < 65_000 })
        #expect(NFElementList(family: .inet, table: "mdnp", set: "none", elements: []).chunks.isEmpty)
    }
}
