// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct AddressPortTests {
    @Test(arguments: ["127.0.0.1:9477", "0.0.0.0:80", "[::1]:9477", "[2001:db8::1]:65535", "192.0.2.1:1"])
    func `an address and a port survive parsing and formatting`(text: String) {
        #expect(AddressPort(text)?.description == text)
    }

    @Test(arguments: [
        "", "9477", ":9477", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:80-90",
        "::1:9477", "[127.0.0.1]:9477", "localhost:9477", "[::1]9477", "127.0.0.1:+80", "127.0.0.1:080", "on",
        "[fe80::1%eth0]:80",
    ])
    func `a text without an address or a port is refused`(text: String) {
        #expect(AddressPort(text) == nil)
    }

    @Test func `random addresses and ports survive formatting and parsing`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2000 {
            let four = IPv4Address(rawValue: .random(in: 0 ... .max, using: &random))
            let width = Int.random(in: 0..<128, using: &random)
            let six = IPv6Address(rawValue: .random(in: 0 ... .max, using: &random) >> width)
            for address in [IPAddress.v4(four), .v6(six)] {
                let port = AddressPort(address, port: .random(in: 1 ... .max, using: &random))
                #expect(AddressPort(port.description) == port)
            }
        }
    }
}
