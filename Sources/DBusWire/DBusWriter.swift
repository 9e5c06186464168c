// SPDX-License-Identifier: Apache-2.0

/// A writer of values in little-endian order, aligned from the start of the bytes.
struct DBusWriter {
    private(set) var bytes: [UInt8] = []

    mutating func align(to alignment: Int) {
        while bytes.count % alignment != 0 { bytes.append(0) }
    }

    mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    mutating func append(contentsOf more: [UInt8]) {
        bytes += more
    }

    mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
        align(to: MemoryLayout<Value>.size)
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }

    mutating func text(_ text: String) {
        integer(UInt32(text.utf8.count))
        bytes += text.utf8
        bytes.append(0)
    }

    mutating func signature(_ types: [DBusType]) {
        let text = types.map(\.text).joined()
        bytes.append(UInt8(text.utf8.count))
        bytes += text.utf8
        bytes.append(0)
    }

    mutating func value(_ value: DBusValue) {
        switch value {
        case .byte(let value): append(value)
        case .boolean(let value): integer(UInt32(value ? 1 : 0))
        case .int16(let value): integer(value)
        case .uint16(let value): integer(value)
        case .int32(let value): integer(value)
        case .uint32(let value), .descriptor(let value): integer(value)
        case .int64(let value): integer(value)
        case .uint64(let value), .double(bits: let value): integer(value)
        case .string(let value), .objectPath(let value): text(value)
        case .signature(let types): signature(types)
        case .variant(let value):
            signature([value.type])
            self.value(value)
        case .array(let elements, let type): array(elements, of: type)
        case .structure(let members):
            align(to: 8)
            for member in members { self.value(member) }
        case .entry(let key, let value):
            align(to: 8)
            self.value(key)
            self.value(value)
        }
    }

    private mutating func array(_ elements: [DBusValue], of type: DBusType) {
        integer(UInt32(0))
        let length = bytes.count - 4
        // The padding before the first element does not count.
        align(to: type.alignment)
        let start = bytes.count
        for element in elements { value(element) }
        withUnsafeBytes(of: UInt32(bytes.count - start).littleEndian) {
            bytes.replaceSubrange(length..<length + 4, with: $0)
        }
    }
}
