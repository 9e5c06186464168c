// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

@Suite struct AttributeTests {
    @Test func `a nest gets its length when it is closed, and everything is padded to four bytes`() throws {
        var writer = ByteWriter()
        writer.nested(18) { writer in
            writer.attribute(1, text: "veth")
            writer.attribute(2) { $0.append([0xAA, 0xBB, 0xCC]) }
        }
        writer.attribute(4, integer: UInt32(1500))
        let expected = bytes(
            """
            18 00 12 80              // 24 bytes, type 18, nested
              09 00 01 00            // 9 bytes, type 1
                76 65 74 68 00       // "veth"
                00 00 00             // padding
              07 00 02 00            // 7 bytes, type 2
                AA BB CC 00
            08 00 04 00 DC 05 00 00  // 1500
            """
        )
        #expect(writer.bytes == expected)

        let attributes = try Attribute.decodeAll(expected[...])
        #expect(attributes.map(\.type) == [18, 4])
        #expect(attributes[0].isNested)
        #expect(try attributes[1].integer(UInt32.self) == 1500)
        let inner = try attributes[0].attributes()
        #expect(inner[0].text == "veth")
        #expect(Array(inner[1].payload) == [0xAA, 0xBB, 0xCC])
    }

    @Test func `numbers are written in the requested byte order`() throws {
        var writer = ByteWriter()
        writer.append(integer: UInt16(0x0102))
        writer.append(bigEndian: UInt32(0x0A0B_0C0D))
        writer.pad()
        writer.attribute(1, bigEndian: UInt64(1))
        #expect(writer.bytes == bytes("0201 0A0B0C0D 0000 0C000100 0000000000000001"))

        var reader = ByteReader(writer.bytes[...])
        #expect(try reader.integer("first", as: UInt16.self) == 0x0102)
        #expect(try reader.bigEndianInteger("second", as: UInt32.self) == 0x0A0B_0C0D)
    }
}

extension AttributeTests {
    @Test(arguments: [
        ("0000 0100", "attribute of length 0, shorter than its header, at byte 0"),
        ("0300 0100", "attribute of length 3, shorter than its header, at byte 0"),
        ("0800 0100 0102", "attribute payload: has 2 bytes, needs 4, at byte 4"),
        ("0400 0100 FFFF 0100", "attribute payload: has 0 bytes, needs 65531, at byte 8"),
    ])
    func `an impossible length is an error and causes no loop`(hex: String, reason: String) {
        let error = #expect(throws: DecodeError.self) { try Attribute.decodeAll(bytes(hex)[...]) }
        #expect(error?.description == "decode netlink message: \(reason)")
    }

    @Test func `trailing bytes too short for an attribute are ignored`() throws {
        #expect(try Attribute.decodeAll(bytes("0500 0100 AA00 0000 010203")[...]).count == 1)
        #expect(try Attribute.decodeAll(bytes("0500 0100 AA")[...]).count == 1)
    }

    @Test func `a number of another size is an error`() throws {
        let attribute = try #require(try Attribute.decodeAll(bytes("0600 0700 AABB 0000")[...]).first)
        let error = #expect(throws: DecodeError.self) { try attribute.integer(UInt32.self) }
        #expect(error?.what == "attribute 7: has 2 bytes, needs 4")
        #expect(throws: DecodeError.self) { try attribute.bool() }
        #expect(throws: DecodeError.self) { try attribute.ipAddress() }
        #expect(throws: DecodeError.self) { try attribute.macAddress() }
    }

    @Test func `a text ends at the first zero, and invalid UTF-8 is replaced`() {
        #expect(Attribute(rawType: 1, payload: [0x61, 0x62]).text == "ab")
        #expect(Attribute(rawType: 1, payload: [0x61, 0, 0x62]).text == "a")
        #expect(Attribute(rawType: 1, payload: [0x61, 0xFF]).text == "a\u{FFFD}")
        #expect(Attribute(rawType: 1, payload: []).text == "")
    }

    @Test func `addresses are read and written in network order`() throws {
        var writer = ByteWriter()
        writer.attribute(1, address: IPAddress("10.0.0.1"))
        writer.attribute(2, address: IPAddress("fd00::1"))
        writer.attribute(3, address: MACAddress("02:42:0a:01:00:01"))
        let attributes = try Attribute.decodeAll(writer.bytes[...])
        #expect(try attributes[0].ipAddress() == IPAddress("10.0.0.1"))
        #expect(try attributes[1].ipAddress() == IPAddress("fd00::1"))
        #expect(try attributes[2].macAddress() == MACAddress("02:42:0a:01:00:01"))
    }

    @Test func `the flag bits are no part of the type and are kept`() throws {
        let written = bytes("0800 0AC0 00000001")
        let attribute = try #require(try Attribute.decodeAll(written[...]).first)
        #expect(attribute.type == 10)
        #expect(attribute.isNested)
        #expect(attribute.isNetworkOrder)
        #expect(try attribute.bigEndianInteger(UInt32.self) == 1)
        var writer = ByteWriter()
        writer.attribute(attribute)
        #expect(writer.bytes == written)
    }
}
