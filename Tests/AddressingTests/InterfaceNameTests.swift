// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct InterfaceNameTests {
    @Test(arguments: ["a", "0", "eth0", "veth-1.2_3", "mdnp0123456789a", "ALL", "all0"])
    func `a plain name is accepted unchanged`(text: String) throws {
        #expect(try InterfaceName(text).description == text)
    }

    @Test(arguments: [
        ("", "the name is empty"),
        ("mdnp0123456789ab", "the name has more than 15 bytes"),
        (".", "the name does not begin with a letter or digit"),
        ("..", "the name does not begin with a letter or digit"),
        ("-rf", "the name does not begin with a letter or digit"),
        ("é0", "the name does not begin with a letter or digit"),
        ("a/b", "the name contains \"/\""),
        ("a b", "the name contains \" \""),
        ("a%d", "the name contains \"%\""),
        ("a\n", "the name contains \"\\n\""),
        ("all", "the kernel reserves the name"),
        ("default", "the kernel reserves the name"),
    ])
    func `a dangerous name is refused with the reason`(text: String, reason: String) {
        let error = #expect(throws: InvalidInterfaceName.self) { try InterfaceName(text) }
        #expect(error?.text == text)
        #expect(error?.reason == reason)
    }

    @Test func `the refusal is one line for any text`() {
        let error = #expect(throws: InvalidInterfaceName.self) { try InterfaceName("a\nb") }
        #expect(error?.description == #"interface name "a\nb": the name contains "\n""#)
    }

    @Test func `bytes other than the allowed ones are refused after the first`() {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-".unicodeScalars)
        for value in UInt8.min...UInt8.max {
            let character = Unicode.Scalar(value)
            let name = try? InterfaceName("a" + String(character))
            #expect((name != nil) == allowed.contains(character))
        }
    }
}
