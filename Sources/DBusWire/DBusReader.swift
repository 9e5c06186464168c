// SPDX-License-Identifier: Apache-2.0

/// A reader of values in either byte order, aligned from the start of the bytes.
struct DBusReader {
    private let bytes: ArraySlice<UInt8>
    private let isBigEndian: Bool
    private var offset = 0
    private var end: Int

    /// Creates a reader that starts at an offset.
    init(_ bytes: ArraySlice<UInt8>, from offset: Int = 0, isBigEndian: Bool) {
        self.bytes = bytes
        self.isBigEndian = isBigEndian
        self.offset = offset
        self.end = bytes.count
    }

    var isAtEnd: Bool { offset == end }

    mutating func align(to alignment: Int) throws(DBusFormatError) {
        while offset % alignment != 0 {
            guard try byte() == 0 else { throw DBusFormatError("padding is not zero") }
        }
    }

    mutating func byte() throws(DBusFormatError) -> UInt8 {
        guard offset < end else { throw DBusFormatError("message ends too early") }
        defer { offset += 1 }
        return bytes[bytes.startIndex + offset]
    }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(DBusFormatError) -> Value {
        let size = MemoryLayout<Value>.size
        try align(to: size)
        var value: Value = 0
        for place in 0..<size {
            let shift = 8 * (isBigEndian ? size - 1 - place : place)
            value |= Value(try byte()) << Value(shift)
        }
        return value
    }

    mutating func text() throws(DBusFormatError) -> String {
        try text(length: Int(try integer(UInt32.self)))
    }

    mutating func signature() throws(DBusFormatError) -> [DBusType] {
        try DBusType.parse(try text(length: Int(try byte())))
    }

    private mutating func text(length: Int) throws(DBusFormatError) -> String {
        guard length < end - offset else { throw DBusFormatError("text is longer than its message") }
        let start = bytes.startIndex + offset
        let raw = bytes[start..<start + length]
        guard !raw.contains(0), bytes[start + length] == 0 else { throw DBusFormatError("text does not end with zero") }
        guard let text = String(validating: raw, as: UTF8.self) else { throw DBusFormatError("text is not UTF-8") }
        offset += length + 1
        return text
    }

    mutating func value(_ type: DBusType, depth: Int = 0) throws(DBusFormatError) -> DBusValue {
        guard depth <= DBusLimits.depth else { throw DBusFormatError("values are nested too deeply") }
        switch type {
        case .byte: return .byte(try byte())
        case .boolean:
            let number = try integer(UInt32.self)
            guard number <= 1 else { throw DBusFormatError("Boolean value is \(number)") }
            return .boolean(number == 1)
        case .int16: return .int16(Int16(bitPattern: try integer()))
        case .uint16: return .uint16(try integer())
        case .int32: return .int32(Int32(bitPattern: try integer()))
        case .uint32: return .uint32(try integer())
        case .int64: return .int64(Int64(bitPattern: try integer()))
        case .uint64: return .uint64(try integer())
        case .double: return .double(bits: try integer())
        case .descriptor: return .descriptor(try integer())
        case .string: return .string(try text())
        case .objectPath:
            let path = try text()
            guard path.isObjectPath else { throw DBusFormatError("object path is invalid") }
            return .objectPath(path)
        case .signature: return .signature(try signature())
        case .variant:
            let types = try signature()
            guard types.count == 1, let type = types.first else {
                throw DBusFormatError("variant does not have one type")
            }
            return .variant(try value(type, depth: depth + 1))
        case .array(let element): return .array(try elements(element, depth: depth), of: element)
        case .structure(let types):
            try align(to: 8)
            var members: [DBusValue] = []
            for type in types { members.append(try value(type, depth: depth + 1)) }
            return .structure(members)
        case .entry(let key, let content):
            try align(to: 8)
            return .entry(try value(key, depth: depth + 1), try value(content, depth: depth + 1))
        }
    }

    private mutating func elements(_ type: DBusType, depth: Int) throws(DBusFormatError) -> [DBusValue] {
        let length = Int(try integer(UInt32.self))
        try align(to: type.alignment)
        guard length <= end - offset else { throw DBusFormatError("array is longer than its message") }
        let outer = end
        end = offset + length
        defer { end = outer }
        var elements: [DBusValue] = []
        // Each element has at least one byte, so there are never more elements than bytes.
        while offset < end { elements.append(try value(type, depth: depth + 1)) }
        return elements
    }
}

extension String {
    /// A Boolean value that indicates whether the text is an object path: `/`, or elements of ASCII letters, digits and `_`, each behind a
    /// `/`.
    fileprivate var isObjectPath: Bool {
        if self == "/" { return true }
        guard utf8.first == UInt8(ascii: "/") else { return false }
        return utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            !$0.isEmpty && $0.allSatisfy(\.isNamePart)
        }
    }
}

extension UInt8 {
    fileprivate var isNamePart: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
