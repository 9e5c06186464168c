// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import DBusWire

/// A stream of lines and messages, in pieces of any size.
struct DBusStreamTests {
    @Test(arguments: [1, 7, 1000]) func `lines and messages are the same in pieces of any size`(size: Int) throws {
        let all = Array("OK 6f61ff19\r\n".utf8) + Captured.hello + Captured.nameAcquired
        var stream = DBusStream()
        var line: String?
        var messages: [DBusMessage] = []
        for start in stride(from: 0, to: all.count, by: size) {
            stream.append(all[start..<min(start + size, all.count)])
            if line == nil { line = try stream.line() }
            while line != nil, let message = try stream.message() { messages.append(message) }
        }
        #expect(line == "OK 6f61ff19")
        #expect(messages.map(\.serial) == [1, 2])
    }

    @Test(arguments: [1000, 4096, 1 << 20])
    func `messages that are too long or invalid are skipped, and the following ones are decoded`(size: Int) throws {
        let long = Self.signal(of: .string(String(repeating: "x", count: DBusLimits.message)))
        let largest = Self.signal(of: .string(String(repeating: "x", count: DBusLimits.message - 100)))
        var deep = DBusValue.byte(1)
        for _ in 0...DBusLimits.depth { deep = .variant(deep) }
        let all =
            long.encoded + Captured.hello + Self.signal(of: deep).encoded + largest.encoded + Captured.nameAcquired
        var stream = DBusStream()
        var messages: [DBusMessage] = []
        for start in stride(from: 0, to: all.count, by: size) {
            stream.append(all[start..<min(start + size, all.count)])
            while let message = try stream.message() { messages.append(message) }
        }
        #expect(messages.map(\.serial) == [1, 7, 2])
    }

    @Test func `a stream without messages is refused`() throws {
        var stream = DBusStream()
        stream.append(Captured.hello + [UInt8](repeating: UInt8(ascii: "x"), count: 16))
        #expect(try stream.message()?.serial == 1)
        #expect(throws: DBusFormatError.self) { try stream.message() }
    }

    private static func signal(of value: DBusValue) -> DBusMessage {
        var message = DBusMessage(.signal, serial: 7)
        message.path = "/"
        message.interface = "a.b"
        message.member = "c"
        message.body = [value]
        return message
    }

    @Test func `a line without an end is refused`() throws {
        var stream = DBusStream()
        stream.append([UInt8](repeating: UInt8(ascii: "x"), count: DBusLimits.line - 1))
        #expect(try stream.line() == nil)
        stream.append([UInt8(ascii: "x")])
        #expect(throws: DBusFormatError.self) { try stream.line() }
    }

    @Test func `a line with bytes other than ASCII text is refused`() {
        for text in ["OK\n", "O\u{1b}K\r\n", "ÖK\r\n"] {
            var stream = DBusStream()
            stream.append(text.utf8)
            #expect(throws: DBusFormatError.self) { try stream.line() }
        }
    }
}
