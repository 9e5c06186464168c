// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import Testing

@Suite struct LinkSettingsTests {
    @Test func `settings of IPv4 and IPv6 are read by name`() throws {
        let link = try LinkMessage(payload: message(Captured.loopback).payload)
        let settings = try #require(link.settings)
        #expect(settings.ipv4.count == 33)
        #expect(settings.ipv4[.forwarding] == 0)
        #expect(settings.ipv4[.acceptRedirects] == 1)
        #expect(settings.ipv4[.routeLocalnet] == 0)
        #expect(settings.ipv6.count == 60)
        #expect(settings.ipv6[.forwarding] == 0)
        #expect(settings.ipv6[.disabled] == 0)
        #expect(settings.ipv6[.detectDuplicateAddresses] == -1)
        #expect(settings.addressGeneration == .eui64)
        #expect(settings.unknownIPv6.map(\.type) == [1, 5, 7])
    }

    @Test func `a request names the settings that it changes`() throws {
        var link = LinkMessage(index: 7)
        link.settings = LinkSettings()
        link.settings?.ipv4 = [.routeLocalnet: 1, .forwarding: 1]
        let expected = bytes(
            """
            00000000 07000000 00000000 00000000
            1C001A00            // IFLA_AF_SPEC
              18000200          // AF_INET
                14000180        // IFLA_INET_CONF, nested
                  08000100 01000000
                  08001A00 01000000
            """
        )
        #expect(link.encoded == expected)
        #expect(try LinkMessage(payload: expected[...]) == link)
    }

    @Test func `a request for no link-local address equals the request of ip`() throws {
        var link = LinkMessage(index: 4)
        link.settings = LinkSettings()
        link.settings?.addressGeneration = AddressGenerationMode.none
        let message = try message(Captured.addressGenerationRequest)
        #expect(try LinkMessage(payload: message.payload) == link)
        #expect(link.encoded == Array(message.payload))
    }
}
