// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct PortRangeTests {
    @Test(arguments: [("80", 80, 80), ("1", 1, 1), ("65535", 65_535, 65_535), ("8000-8010", 8000, 8010)])
    func `a port range is parsed and formatted`(text: String, first: UInt16, last: UInt16) throws {
        let range = try #require(PortRange(text))
        #expect(range == PortRange(first: first, last: last))
        #expect(range.description == text)
        #expect(range.count == Int(last) - Int(first) + 1)
        #expect(range.contains(first) && range.contains(last))
        #expect(!range.contains(first - 1))
    }

    @Test func `a range of one port is formatted as that port`() {
        #expect(PortRange("80-80")?.description == "80")
        #expect(PortRange(port: 80) == PortRange("80"))
    }

    @Test(arguments: [
        "", "-", "80-", "-80", "0", "0-10", "65536", "80-79", "80-81-82", "080", "+80", " 80", "80 - 81", "http",
        "1-65536",
    ])
    func `an invalid port range is refused`(text: String) {
        #expect(PortRange(text) == nil)
    }

    @Test func `port 0 and ranges that run backwards are refused`() {
        #expect(PortRange(port: 0) == nil)
        #expect(PortRange(first: 0, last: 5) == nil)
        #expect(PortRange(first: 6, last: 5) == nil)
    }

    @Test func `the range of all ports has 65535 ports`() {
        #expect(PortRange("1-65535")?.count == 65_535)
        #expect(PortRange("1-65535")?.ports == 1...65_535)
    }
}
