// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct AddressMessageTests {
    @Test func `a request to add an IPv4 address equals the request of ip`() throws {
        var address = AddressMessage(try #require(InterfaceAddress("10.1.0.1/16")), linkIndex: 3)
        address.broadcast = IPAddress("10.1.255.255")
        address.flags = .noPrefixRoute
        try expect(Captured.addressRequest, carries: address)
    }

    @Test func `a request to add an address with a label and a lifetime equals the request of ip`() throws {
        var address = AddressMessage(try #require(InterfaceAddress("10.7.0.1/24")), linkIndex: 3)
        address.label = "br-test:x"
        address.lifetime = AddressLifetime(preferred: 900, valid: 1000)
        try expect(Captured.labelledAddressRequest, carries: address)
    }

    @Test func `a request to add an IPv6 address without duplicate detection equals the request of ip`() throws {
        var address = AddressMessage(try #require(InterfaceAddress("fd00::1/64")), linkIndex: 3)
        address.flags = .noDuplicateDetection
        try expect(Captured.ipv6AddressRequest, carries: address)
    }

    @Test func `an address is read with its label and its lifetime`() throws {
        let payload = try message(Captured.labelledAddress).payload
        let address = try AddressMessage(payload: payload)
        #expect(address.interfaceAddress == InterfaceAddress("10.7.0.1/24"))
        #expect(address.linkIndex == 3)
        #expect(address.label == "br-test:x")
        #expect(address.flags == [])
        #expect(address.lifetime?.valid == 1000)
        #expect(address.lifetime?.preferred == 900)
        #expect(address.lifetime?.created == 0x4C321)
        // Flags that fit into the header are written only there.
        #expect(try Shape.address.settle(payload, without: [8]) == Shape.address.settle(address.encoded[...]))
    }

    @Test func `a link-local address is read during its duplicate detection`() throws {
        let payload = try message(Captured.linkLocalAddress).payload
        let address = try AddressMessage(payload: payload)
        #expect(address.interfaceAddress == InterfaceAddress("fe80::42:aff:fe01:1/64"))
        #expect(address.local == nil)
        #expect(address.scope == .link)
        #expect(address.flags == [.permanent, .tentative])
        #expect(address.lifetime?.valid == AddressLifetime.forever)
        #expect(address.unknown.map(\.type) == [11])
        #expect(try Shape.address.settle(payload, without: [8]) == Shape.address.settle(address.encoded[...]))
    }

    @Test func `addresses are listed by family`() {
        #expect(AddressMessage(family: .ipv6).encoded == bytes("0A000000 00000000"))
    }

    private func expect(_ captured: [UInt8], carries address: AddressMessage) throws {
        let message = try message(captured)
        #expect(message.type == .newAddress)
        #expect(try AddressMessage(payload: message.payload) == address)
        #expect(try Shape.address.settle(address.encoded[...]) == Shape.address.settle(message.payload))
    }
}
