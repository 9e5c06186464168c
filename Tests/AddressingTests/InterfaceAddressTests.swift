// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct InterfaceAddressTests {
    @Test func `an interface address keeps its host bits and has a prefix`() throws {
        let address = try #require(InterfaceAddress("10.1.0.7/16"))
        #expect(address.address == IPAddress("10.1.0.7"))
        #expect(address.prefixLength == 16)
        #expect(address.prefix == Prefix("10.1.0.0/16"))
        #expect(address.description == "10.1.0.7/16")
        #expect(try InterfaceAddress(#require(IPAddress("10.1.0.7")), prefixLength: 16) == address)
    }

    @Test(arguments: ["", "10.1.0.7", "10.1.0.7/", "10.1.0.7/33", "10.1.0.7/016", "::1/129", "10.1.0.7/16/16", "/16"])
    func `a text without a valid prefix length is refused`(text: String) {
        #expect(InterfaceAddress(text) == nil)
    }

    @Test func `a prefix length outside the family is refused`() throws {
        #expect(try InterfaceAddress(#require(IPAddress("10.1.0.7")), prefixLength: 33) == nil)
        #expect(try InterfaceAddress(#require(IPAddress("::1")), prefixLength: -1) == nil)
        #expect(try InterfaceAddress(#require(IPAddress("::1")), prefixLength: 128) != nil)
    }
}
