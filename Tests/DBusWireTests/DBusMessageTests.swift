// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import DBusWire

/// D-Bus messages as bytes and values.
struct DBusMessageTests {
    @Test func `messages of dbus-daemon are decoded, and encoded to the same bytes or the same value`() throws {
        var hello = DBusMessage(.answer, serial: 1)
        hello.flags = 1
        hello.destination = ":1.0"
        hello.replySerial = 1
        hello.sender = "org.freedesktop.DBus"
        hello.body = [.string(":1.0")]
        #expect(try DBusMessage(decoding: Captured.hello[...]) == hello)

        var acquired = DBusMessage(.signal, serial: 2)
        acquired.flags = 1
        acquired.path = "/org/freedesktop/DBus"
        acquired.interface = "org.freedesktop.DBus"
        acquired.member = "NameAcquired"
        acquired.destination = ":1.0"
        acquired.sender = "org.freedesktop.DBus"
        acquired.body = [.string(":1.0")]
        #expect(try DBusMessage(decoding: Captured.nameAcquired[...]) == acquired)

        let error = try DBusMessage(decoding: Captured.unknownMethod[...])
        #expect(error.kind == .error)
        #expect(error.errorName == "org.freedesktop.DBus.Error.UnknownMethod")
        #expect(error.replySerial == 2)
        #expect(error.body == [.string("org.freedesktop.DBus does not understand message NoSuch")])

        for message in [hello, acquired, error] {
            #expect(try DBusMessage(decoding: message.encoded[...]) == message)
        }
    }

    @Test func `a call is encoded to bytes that dbus-daemon accepts`() throws {
        var call = DBusMessage(.call, serial: 1)
        call.flags = DBusMessage.noAutoStart
        call.path = "/org/freedesktop/DBus"
        call.interface = "org.freedesktop.DBus"
        call.member = "Hello"
        call.destination = "org.freedesktop.DBus"
        #expect(call.encoded == Captured.helloCall)
    }

    @Test func `values of every type survive encoding and decoding`() throws {
        var message = DBusMessage(.signal, serial: 7)
        message.path = "/a/b_1"
        message.interface = "a.b"
        message.member = "c"
        message.body = [
            .byte(1), .boolean(true), .int16(-2), .uint16(3), .int32(-4), .uint32(5), .int64(-6), .uint64(7),
            .double(bits: 0x7ff8_0000_0000_0001), .descriptor(0), .string("ä"), .objectPath("/"),
            .signature([.array(.entry(.string, .variant)), .structure([.byte])]),
            .variant(.array([.entry(.string("k"), .variant(.int64(1)))], of: .entry(.string, .variant))),
            .array([], of: .structure([.int64, .string])),
            .array([.array([.byte(1)], of: .byte), .array([], of: .byte)], of: .array(.byte)),
            .structure([.byte(1), .structure([.uint64(2)]), .string("")]),
        ]
        #expect(try DBusMessage(decoding: message.encoded[...]) == message)
    }

    @Test func `a message in big-endian order decodes to the same value`() throws {
        var bytes: [UInt8] = [UInt8(ascii: "B"), 2, 0, 1, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 16]
        bytes += [5, 1, UInt8(ascii: "u"), 0, 0, 0, 0, 3, 8, 1, UInt8(ascii: "g"), 0, 2, UInt8(ascii: "q")]
        bytes += [UInt8(ascii: "u"), 0, 1, 2, 0, 0, 0, 0, 0, 4]
        // The length of the header fields: 8 for the reply serial, 8 for the signature.
        var expected = DBusMessage(.answer, serial: 9)
        expected.replySerial = 3
        expected.body = [.uint16(0x0102), .uint32(4)]
        #expect(try DBusMessage(decoding: bytes[...]) == expected)
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 16),
        [UInt8(ascii: "l"), 1, 0, 2] + [UInt8](repeating: 0, count: 12),
        [UInt8(ascii: "x"), 1, 0, 1] + [UInt8](repeating: 0, count: 12),
        // The header has no serial and no fields for a call.
        [UInt8(ascii: "l"), 1, 0, 1] + [UInt8](repeating: 0, count: 12),
        [UInt8(ascii: "l"), 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    ])
    func `bytes of an invalid message are refused`(bytes: [UInt8]) {
        #expect(throws: DBusFormatError.self) { try DBusMessage(decoding: bytes[...]) }
    }

    @Test func `a message longer than the protocol allows is refused before its bytes arrive`() {
        var bytes: [UInt8] = [UInt8(ascii: "l"), 1, 0, 1, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0]
        #expect(throws: DBusFormatError.self) { try DBusMessage.length(of: bytes[...]) }
        bytes[7] = 0
        bytes[12...15] = [0xff, 0xff, 0xff, 0xff]
        #expect(throws: DBusFormatError.self) { try DBusMessage.length(of: bytes[...]) }
    }

    @Test func `each truncated or changed message is decoded or refused, without a crash`() {
        for captured in [Captured.hello, Captured.nameAcquired, Captured.unknownMethod] {
            for end in captured.indices {
                #expect(throws: DBusFormatError.self) { try DBusMessage(decoding: captured[..<end]) }
            }
            for place in captured.indices {
                for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff, UInt8(ascii: "a"), UInt8(ascii: "v")] {
                    var bytes = captured
                    bytes[place] = value
                    guard let message = try? DBusMessage(decoding: bytes[...]) else { continue }
                    #expect((try? DBusMessage(decoding: message.encoded[...])) == message)
                }
            }
        }
    }

    @Test(arguments: [
        "a", "(", "()", "(y", "{sv}", "a{s}", "a{vs}", "a{sv", "z", "a{sss}", String(repeating: "a", count: 60) + "y",
    ])
    func `an invalid signature is refused`(text: String) {
        #expect(throws: DBusFormatError.self) { try DBusType.parse(text) }
    }

    @Test(arguments: ["", "s", "a{sa{sas}}", "(y(a{ov}h)d)aay"])
    func `a signature survives parsing and formatting`(text: String) throws {
        #expect(try DBusType.parse(text).map(\.text).joined() == text)
    }
}

/// Bytes that dbus-daemon 1.14 sent and accepted.
enum Captured {
    static let hello = bytes(
        """
        6c02010109000000010000003d00000006017300040000003a312e30000000000501750001000000080167000173000007017300140000006f72\
        672e667265656465736b746f702e4442757300000000040000003a312e3000
        """
    )
    static let nameAcquired = bytes(
        """
        6c04010109000000020000008d00000001016f00150000002f6f72672f667265656465736b746f702f4442757300000002017300140000006f72\
        672e667265656465736b746f702e4442757300000000030173000c0000004e616d6541637175697265640000000006017300040000003a312e30\
        0000000008016700017300000701730014000000\
        6f72672e667265656465736b746f702e4442757300000000040000003a312e3000
        """
    )
    static let unknownMethod = bytes(
        """
        6c0301013c000000030000007500000006017300040000003a312e300000000004017300280000006f72672e667265656465736b746f702e4442\
        75732e4572726f722e556e6b6e6f776e4d6574686f6400000000000000000501750002000000080167000173000007017300140000006f72672e\
        667265656465736b746f702e4442757300000000370000006f72672e667265656465736b746f702e4442757320646f6573206e6f7420756e6465\
        727374616e64206d657373616765204e6f5375636800
        """
    )
    static let helloCall = bytes(
        """
        6c01020100000000010000006d00000001016f00150000002f6f72672f667265656465736b746f702f4442757300000002017300140000006f72\
        672e667265656465736b746f702e4442757300000000030173000500000048656c6c6f00000006017300140000006f72672e667265656465736b\
        746f702e4442757300000000
        """
    )

    private static func bytes(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
