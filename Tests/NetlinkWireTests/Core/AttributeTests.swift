import Addressing
import NetlinkWire
import Testing

@Suite struct AttributeTests {
    @Test func `a nest is measured when it is closed and everything is padded to four bytes`() throws {
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

    @Test func `numbers are written in the order that is asked for`() throws {
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
