// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFTableTests {
    @Test func `a table is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                    // family, version, resource id
            0900 0100 6d646e7000 000000 // NAME "mdnp"
            0800 0200 00000000          // FLAGS
            """
        )
        let value = NFTable(family: .inet, name: "mdnp")
        #expect(try NFTable(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a table is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                    // family, version, resource id
            0900 0100 6d646e7000 000000 // NAME "mdnp"
            0800 0300 00000008          // USE
            0c00 0400 0000000000000001  // HANDLE
            0800 0200 00000000          // FLAGS
            """
        )
        var value = NFTable(family: .inet, name: "mdnp")
        value.useCount = 8
        value.handle = 1
        let decoded = try NFTable(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFTable(payload: decoded.encoded[...]) == value)
    }

    @Test func `a table with a comment is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                              // family, version, resource id
            0900 0100 6d646e7000 000000           // NAME "mdnp"
            0800 0200 00000000                    // FLAGS
            0e00 0600 0008 61207461626c6500 0000  // USERDATA: comment "a table"
            """
        )
        var value = NFTable(family: .inet, name: "mdnp")
        value.comment = "a table"
        #expect(try NFTable(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a table with a comment is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000004                              // family, version, resource id
            0900 0100 6d646e7000 000000           // NAME "mdnp"
            0800 0300 00000002                    // USE
            0c00 0400 0000000000000001            // HANDLE
            0800 0200 00000000                    // FLAGS
            0e00 0600 0008 61207461626c6500 0000  // USERDATA: comment "a table"
            """
        )
        let decoded = try NFTable(payload: captured[...])
        #expect(decoded.comment == "a table" && decoded.useCount == 2)
        #expect(try NFTable(payload: decoded.encoded[...]) == decoded)
    }

    @Test func `a generation is decoded as the kernel sends it`() throws {
        let captured = bytes(
            """
            00000002           // family, version, resource id
            0800 0100 00000002 // ID
            0800 0200 000041fa // PROC_PID
            0800 0300 6e667400 // PROC_NAME "nft"
            """
        )
        var value = NFGeneration(id: 2)
        value.processID = 16890
        value.processName = "nft"
        #expect(try NFGeneration(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }
}
