// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct IPAddressTests {
    @Test func `the text determines the family`() {
        #expect(IPAddress("10.0.0.1")?.family == .v4)
        #expect(IPAddress("::ffff:10.0.0.1")?.family == .v6)
        #expect(IPAddress("10.0.0") == nil)
    }

    @Test func `the number of bytes determines the family`() {
        for count in 0...20 {
            let address = IPAddress(bytes: Array(repeating: 7, count: count))
            switch count {
            case 4: #expect(address?.family == .v4)
            case 16: #expect(address?.family == .v6)
            default: #expect(address == nil)
            }
            if let address {
                #expect(address.bytes.count == address.family.byteCount)
                #expect(address.bytes.count * 8 == address.family.bitWidth)
            }
        }
    }

    @Test func `IPv4 sorts before IPv6, and each as numbers`() throws {
        let texts = ["0.0.0.0", "9.0.0.0", "10.0.0.0", "255.255.255.255", "::", "::1", "fe80::1"]
        let addresses = try texts.map { try #require(IPAddress($0)) }
        #expect(addresses.reversed().sorted() == addresses)
    }

    @Test func `a number is valid for a family if it fits`() {
        #expect(IPAddress(rawValue: 0x0A00_0001, family: .v4) == IPAddress("10.0.0.1"))
        #expect(IPAddress(rawValue: 1, family: .v6) == IPAddress("::1"))
        #expect(IPAddress(rawValue: 1 << 32, family: .v4) == nil)
        #expect(IPAddress("255.255.255.255")?.rawValue == 0xFFFF_FFFF)
    }

    @Test func `the kinds of an address are those of its family`() throws {
        for text in ["224.0.0.1", "ff02::1"] { #expect(try #require(IPAddress(text)).isMulticast) }
        for text in ["127.0.0.1", "::1"] { #expect(try #require(IPAddress(text)).isLoopback) }
        for text in ["169.254.0.1", "fe80::1"] { #expect(try #require(IPAddress(text)).isLinkLocal) }
        for text in ["0.0.0.0", "::"] { #expect(try #require(IPAddress(text)).isUnspecified) }
    }
}
