// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct TransportProtocolTests {
    @Test(arguments: [(TransportProtocol.tcp, "tcp", 6), (.udp, "udp", 17), (.sctp, "sctp", 132)])
    func `a protocol has a name and a number`(transport: TransportProtocol, text: String, number: UInt8) {
        #expect(transport.description == text)
        #expect(transport.number == number)
        #expect(TransportProtocol(text) == transport)
        #expect(TransportProtocol(number: number) == transport)
    }

    @Test func `other numbers and names are no protocol`() {
        let known = Set(TransportProtocol.allCases.map(\.number))
        for number in UInt8.min...UInt8.max {
            #expect((TransportProtocol(number: number) != nil) == known.contains(number))
        }
        for text in ["", "TCP", "icmp", "tcp ", "6"] { #expect(TransportProtocol(text) == nil) }
    }
}
