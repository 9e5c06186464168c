// SPDX-License-Identifier: Apache-2.0

/// A message of the D-Bus protocol, version 1.
public struct DBusMessage: Hashable, Sendable {
    /// The kind of a message; receivers ignore unknown kinds.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The number of the kind in the protocol.
        public let rawValue: UInt8

        /// Creates the kind with a number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A call of a method (`METHOD_CALL`).
        public static let call = Self(rawValue: 1)
        /// A reply to a call (`METHOD_RETURN`).
        public static let answer = Self(rawValue: 2)
        /// An error reply to a call (`ERROR`).
        public static let error = Self(rawValue: 3)
        /// A signal (`SIGNAL`).
        public static let signal = Self(rawValue: 4)
    }

    /// The flag that prevents the start of a program for the call (`NO_AUTO_START`).
    public static let noAutoStart: UInt8 = 2

    /// The kind.
    public var kind: Kind
    /// The flags.
    public var flags: UInt8 = 0
    /// The serial number of the message at its sender, not 0.
    public var serial: UInt32
    /// The called object, or the object that sends a signal.
    public var path: String?
    /// The interface of the member.
    public var interface: String?
    /// The method or the signal.
    public var member: String?
    /// The name of an error.
    public var errorName: String?
    /// The serial number of the call that this message replies to.
    public var replySerial: UInt32?
    /// The receiver.
    public var destination: String?
    /// The sender, set by the bus.
    public var sender: String?
    /// The arguments.
    public var body: [DBusValue] = []

    /// Creates a message with a kind and a serial number only.
    public init(_ kind: Kind, serial: UInt32) {
        self.kind = kind
        self.serial = serial
    }

    private enum Field: UInt8 {
        case path = 1
        case interface, member, errorName, replySerial, destination, sender, signature
    }

    /// The bytes of the message, in little-endian order.
    public var encoded: [UInt8] {
        var content = DBusWriter()
        for value in body { content.value(value) }
        var fields: [DBusValue] = []
        func add(_ field: Field, with value: DBusValue?) {
            if let value { fields.append(.structure([.byte(field.rawValue), .variant(value)])) }
        }
        add(.path, with: path.map(DBusValue.objectPath))
        add(.interface, with: interface.map(DBusValue.string))
        add(.member, with: member.map(DBusValue.string))
        add(.errorName, with: errorName.map(DBusValue.string))
        add(.replySerial, with: replySerial.map(DBusValue.uint32))
        add(.destination, with: destination.map(DBusValue.string))
        add(.sender, with: sender.map(DBusValue.string))
        add(.signature, with: body.isEmpty ? nil : .signature(body.map(\.type)))
        var writer = DBusWriter()
        writer.append(contentsOf: [UInt8(ascii: "l"), kind.rawValue, flags, 1])
        writer.integer(UInt32(content.bytes.count))
        writer.integer(serial)
        writer.value(.array(fields, of: .structure([.byte, .variant])))
        writer.align(to: 8)
        writer.append(contentsOf: content.bytes)
        return writer.bytes
    }

    /// Returns the length of the message that starts with these bytes; nil for fewer than 16 bytes.
    ///
    /// - Throws: ``DBusFormatError`` for a message of an unknown version or byte order, or longer than ``DBusLimits/protocolMessage``.
    public static func length(of prefix: ArraySlice<UInt8>) throws(DBusFormatError) -> Int? {
        guard prefix.count >= 16 else { return nil }
        let start = prefix.startIndex
        guard prefix[start + 3] == 1 else { throw DBusFormatError("message has version \(prefix[start + 3])") }
        let order = try Self.isBigEndian(prefix[start])
        var body = DBusReader(prefix, from: 4, isBigEndian: order)
        var fields = DBusReader(prefix, from: 12, isBigEndian: order)
        let length = (16 + Int(try fields.integer(UInt32.self)) + 7) / 8 * 8 + Int(try body.integer(UInt32.self))
        guard length <= DBusLimits.protocolMessage else { throw DBusFormatError("message has \(length) bytes") }
        return length
    }

    /// Decodes a message from all of these bytes.
    public init(decoding bytes: ArraySlice<UInt8>) throws(DBusFormatError) {
        guard bytes.count <= DBusLimits.message else { throw DBusFormatError("message has \(bytes.count) bytes") }
        guard try Self.length(of: bytes) == bytes.count, let first = bytes.first else {
            throw DBusFormatError("length of message differs from its header")
        }
        var reader = DBusReader(bytes, isBigEndian: try Self.isBigEndian(first))
        _ = try reader.byte()
        kind = Kind(rawValue: try reader.byte())
        flags = try reader.byte()
        _ = try reader.byte()
        _ = try reader.integer(UInt32.self)
        serial = try reader.integer(UInt32.self)
        guard kind.rawValue != 0, serial != 0 else { throw DBusFormatError("message has no kind or no serial") }
        let fields = try reader.value(.array(.structure([.byte, .variant])))
        var types: [DBusType] = []
        for field in fields.elements ?? [] { if let found = try read(field) { types = found } }
        try reader.align(to: 8)
        for type in types { body.append(try reader.value(type)) }
        guard reader.isAtEnd else { throw DBusFormatError("message is longer than its signature") }
        try checkFields()
    }

    /// Sets one header field; returns the types of the body for the field with the signature.
    private mutating func read(_ field: DBusValue) throws(DBusFormatError) -> [DBusType]? {
        guard case .structure(let members) = field, case .byte(let code)? = members.first,
            case .variant(let value)? = members.last
        else { throw DBusFormatError("header field is invalid") }
        guard let field = Field(rawValue: code) else { return nil }
        switch (field, value) {
        case (.path, .objectPath(let text)): path = text
        case (.interface, .string(let text)): interface = text
        case (.member, .string(let text)): member = text
        case (.errorName, .string(let text)): errorName = text
        case (.replySerial, .uint32(let number)): replySerial = number
        case (.destination, .string(let text)): destination = text
        case (.sender, .string(let text)): sender = text
        case (.signature, .signature(let types)): return types
        default: throw DBusFormatError("header field \(code) has another type")
        }
        return nil
    }

    private func checkFields() throws(DBusFormatError) {
        let isComplete =
            switch kind {
            case .call: path != nil && member != nil
            case .answer: replySerial != nil
            case .error: replySerial != nil && errorName != nil
            case .signal: path != nil && interface != nil && member != nil
            default: true
            }
        guard isComplete else { throw DBusFormatError("message lacks a header field") }
    }

    private static func isBigEndian(_ mark: UInt8) throws(DBusFormatError) -> Bool {
        switch mark {
        case UInt8(ascii: "l"): false
        case UInt8(ascii: "B"): true
        default: throw DBusFormatError("byte order \(mark) is unknown")
        }
    }
}
