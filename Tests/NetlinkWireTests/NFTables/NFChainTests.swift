// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

struct NFChainTests {
    @Test func `a base chain is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                    // family, version, resource id
            0900 0100 6d646e7000 000000 // TABLE "mdnp"
            0a00 0300 677561726400 0000 // NAME "guard"
            0b00 0700 66696c74657200 00 // TYPE "filter"
            0800 0500 00000001          // POLICY
            1400 0480                   // HOOK
              0800 0100 00000000        // HOOKNUM
              0800 0200 fffffed4        // PRIORITY
            """
        )
        let base = NFBaseChain(hook: .prerouting, priority: -300)
        let value = NFChain(family: .inet, table: "mdnp", name: "guard", base: base)
        #expect(try NFChain(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a chain without a hook is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                    // family, version, resource id
            0900 0100 6d646e7000 000000 // TABLE "mdnp"
            0900 0300 7061737300 000000 // NAME "pass"
            """
        )
        let value = NFChain(family: .inet, table: "mdnp", name: "pass")
        #expect(try NFChain(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a base chain is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000002                    // family, version, resource id
            0900 0100 6d646e7000 000000 // TABLE "mdnp"
            0c00 0300 666f727761726400  // NAME "forward"
            0c00 0200 0000000000000003  // HANDLE
            1400 0400                   // HOOK
              0800 0100 00000002        // HOOKNUM
              0800 0200 fffffff6        // PRIORITY
            0800 0500 00000001          // POLICY
            0b00 0700 66696c74657200 00 // TYPE "filter"
            0800 0a00 00000001          // FLAGS
            0800 0600 00000004          // USE
            """
        )
        let base = NFBaseChain(hook: .forward, priority: -10)
        var value = NFChain(family: .inet, table: "mdnp", name: "forward", base: base)
        value.handle = 3
        value.useCount = 4
        let decoded = try NFChain(payload: captured[...])
        #expect(decoded == value)
        #expect(try NFChain(payload: decoded.encoded[...]) == value)
    }

    @Test func `a chain with a comment is encoded as nft creates it`() throws {
        let captured = bytes(
            """
            01000000                              // family, version, resource id
            0900 0100 6d646e7000 000000           // TABLE "mdnp"
            0900 0300 7061737300 000000           // NAME "pass"
            0e00 0c00 0008 6120636861696e00 0000  // USERDATA: comment "a chain"
            """
        )
        var value = NFChain(family: .inet, table: "mdnp", name: "pass")
        value.comment = "a chain"
        #expect(try NFChain(payload: captured[...]) == value)
        #expect(value.encoded == captured)
    }

    @Test func `a base chain with a comment is decoded as the kernel lists it`() throws {
        let captured = bytes(
            """
            01000004                                      // family, version, resource id
            0900 0100 6d646e7000 000000                   // TABLE "mdnp"
            0c00 0300 666f727761726400                    // NAME "forward"
            0c00 0200 0000000000000002                    // HANDLE
            1400 0400                                     // HOOK
              0800 0100 00000002                          // HOOKNUM
              0800 0200 fffffff6                          // PRIORITY
            0800 0500 00000001                            // POLICY
            0b00 0700 66696c74657200 00                   // TYPE "filter"
            0800 0a00 00000001                            // FLAGS
            0800 0600 00000000                            // USE
            1300 0c00 000d 61206261736520636861696e00 00  // USERDATA: comment "a base chain"
            """
        )
        let decoded = try NFChain(payload: captured[...])
        #expect(decoded.comment == "a base chain")
        #expect(decoded.base == NFBaseChain(hook: .forward, priority: -10))
        #expect(try NFChain(payload: decoded.encoded[...]) == decoded)
    }
}
