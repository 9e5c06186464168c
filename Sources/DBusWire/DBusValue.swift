// SPDX-License-Identifier: Apache-2.0

/// A value in a D-Bus message.
public indirect enum DBusValue: Hashable, Sendable {
    /// Signature `y`.
    case byte(UInt8)
    /// Signature `b`.
    case boolean(Bool)
    /// Signature `n`.
    case int16(Int16)
    /// Signature `q`.
    case uint16(UInt16)
    /// Signature `i`.
    case int32(Int32)
    /// Signature `u`.
    case uint32(UInt32)
    /// Signature `x`.
    case int64(Int64)
    /// Signature `t`.
    case uint64(UInt64)
    /// `d`: the bits of the number, so that equal bytes are equal values.
    case double(bits: UInt64)
    /// `h`: an index of a descriptor that arrived with the message.
    case descriptor(UInt32)
    /// Signature `s`.
    case string(String)
    /// Signature `o`.
    case objectPath(String)
    /// Signature `g`.
    case signature([DBusType])
    /// Signature `v`.
    case variant(DBusValue)
    /// `a` and the type of the elements, since the array may be empty.
    case array([DBusValue], of: DBusType)
    /// Signature `(…)`.
    case structure([DBusValue])
    /// Signature `{…}`.
    case entry(DBusValue, DBusValue)

    /// The type of the value.
    public var type: DBusType {
        switch self {
        case .byte: .byte
        case .boolean: .boolean
        case .int16: .int16
        case .uint16: .uint16
        case .int32: .int32
        case .uint32: .uint32
        case .int64: .int64
        case .uint64: .uint64
        case .double: .double
        case .descriptor: .descriptor
        case .string: .string
        case .objectPath: .objectPath
        case .signature: .signature
        case .variant: .variant
        case .array(_, let element): .array(element)
        case .structure(let members): .structure(members.map(\.type))
        case .entry(let key, let value): .entry(key.type, value.type)
        }
    }

    /// The text of a string; nil for other types.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a Boolean; nil for other types.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements of an array; nil for other types.
    public var elements: [DBusValue]? {
        if case .array(let elements, _) = self { elements } else { nil }
    }

    /// The entries of a dictionary, an array of entries; nil for other types.
    public var entries: [(key: DBusValue, value: DBusValue)]? {
        guard case .array(let elements, of: .entry) = self else { return nil }
        return elements.compactMap { if case .entry(let key, let value) = $0 { (key, value) } else { nil } }
    }
}
