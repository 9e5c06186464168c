// SPDX-License-Identifier: Apache-2.0

/// A stream of bytes from a bus: the lines of the authentication, then messages.
public struct DBusStream: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    /// The number of bytes to skip of a message that is too long.
    private var skipped = 0

    /// Creates an empty stream.
    public init() {}

    /// Appends bytes from the bus.
    public mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        let rest = more.dropFirst(skipped)
        skipped -= more.count - rest.count
        bytes += rest
    }

    /// Returns the next line without its line end; nil until it is complete.
    ///
    /// - Throws: ``DBusFormatError`` for a line longer than ``DBusLimits/line``, or with characters other than ASCII.
    public mutating func line() throws(DBusFormatError) -> String? {
        let rest = bytes[start...].prefix(DBusLimits.line)
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            guard rest.count < DBusLimits.line else { throw DBusFormatError("line is too long") }
            return nil
        }
        let line = bytes[start..<end]
        guard line.last == UInt8(ascii: "\r"), line.dropLast().allSatisfy({ (0x20..<0x7f).contains($0) }) else {
            throw DBusFormatError("line is invalid")
        }
        start = end + 1
        return String(decoding: line.dropLast(), as: UTF8.self)
    }

    /// Returns the next valid message; nil until it is complete.
    ///
    /// Any program on the bus may send signals. A message that is longer than ``DBusLimits/message`` or invalid is therefore skipped.
    ///
    /// - Throws: ``DBusFormatError`` if the end of a message cannot be found.
    public mutating func message() throws(DBusFormatError) -> DBusMessage? {
        while let length = try DBusMessage.length(of: bytes[start...]) {
            let rest = bytes[start...].prefix(length)
            guard length <= DBusLimits.message else {
                skipped = length - rest.count
                start += rest.count
                continue
            }
            guard rest.count == length else { return nil }
            start += length
            if let message = try? DBusMessage(decoding: rest) { return message }
        }
        return nil
    }
}
