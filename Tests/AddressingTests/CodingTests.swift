// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct CodingTests {
    @Test func `every value is encoded as its text`() throws {
        try expectCoding(of: #require(IPv4Address("10.0.0.1")), as: "10.0.0.1", refusing: "10.0.0")
        try expectCoding(of: #require(IPv6Address("FD00::1")), as: "fd00::1", refusing: "10.0.0.1")
        try expectCoding(of: #require(IPAddress("10.0.0.1")), as: "10.0.0.1", refusing: "")
        try expectCoding(of: #require(IPAddress("::1")), as: "::1", refusing: ":")
        try expectCoding(of: #require(Prefix("10.0.0.0/8")), as: "10.0.0.0/8", refusing: "10.0.0.1/8")
        try expectCoding(of: #require(InterfaceAddress("10.0.0.1/8")), as: "10.0.0.1/8", refusing: "10.0.0.1")
        try expectCoding(of: #require(MACAddress("02:42:AC:11:00:02")), as: "02:42:ac:11:00:02", refusing: "02")
        try expectCoding(of: InterfaceName("eth0"), as: "eth0", refusing: "all")
        try expectCoding(of: #require(PortRange("80-90")), as: "80-90", refusing: "90-80")
        try expectCoding(of: TransportProtocol.sctp, as: "sctp", refusing: "132")
    }

    @Test func `a decoding error contains the text and the type`() {
        let error = #expect(throws: DecodingError.self) { try Prefix(from: SingleTextDecoder(text: "10.0.0.1/8")) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("not refused as corrupt: \(String(describing: error))")
            return
        }
        #expect(context.debugDescription == "\"10.0.0.1/8\" is not a valid Prefix")
    }
}
