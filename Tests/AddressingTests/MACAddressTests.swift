// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@Suite struct MACAddressTests {
    @Test func `a MAC address is parsed in either case and formatted in lower case`() throws {
        let address = try #require(MACAddress("02:42:AC:11:00:0f"))
        #expect(address.description == "02:42:ac:11:00:0f")
        #expect(address.rawValue == 0x0242_AC11_000F)
        #expect(address.bytes == [0x02, 0x42, 0xAC, 0x11, 0x00, 0x0F])
    }

    @Test(arguments: [
        "", "02:42:ac:11:00", "02:42:ac:11:00:02:03", "02-42-ac-11-00-02", "0242.ac11.0002", "0242ac110002",
        "2:42:ac:11:0:2", "02:42:ac:11:00:0g", "02:42:ac:11:00:002", "02:42:ac:11:00:", ":02:42:ac:11:00",
        "02:42:ac:11:00:+2", " 02:42:ac:11:00:02", "02:42:ac:11:00:02\n",
    ])
    func `any other form of a MAC address is refused`(text: String) {
        #expect(MACAddress(text) == nil)
    }

    @Test func `random 48-bit numbers survive formatting and parsing`() {
        var generator = SeededGenerator(seed: 48)
        for _ in 0..<2000 {
            let address = MACAddress(rawValue: generator.next() >> 16)
            #expect(address.flatMap { MACAddress($0.description) } == address)
            #expect(address.flatMap { MACAddress(bytes: $0.bytes) } == address)
        }
        #expect(MACAddress(rawValue: 1 << 48) == nil)
        #expect(MACAddress(bytes: [1, 2, 3, 4, 5]) == nil)
        #expect(MACAddress(bytes: [1, 2, 3, 4, 5, 6, 7]) == nil)
    }

    @Test func `the first byte marks group addresses and local administration`() throws {
        for first in UInt8.min...UInt8.max {
            let address = try #require(MACAddress(bytes: [first, 0, 0, 0, 0, 0]))
            #expect(address.isMulticast == !first.isMultiple(of: 2))
            #expect(address.isLocallyAdministered == (first & 2 != 0))
            #expect(address.isZero == (first == 0))
        }
    }
}
