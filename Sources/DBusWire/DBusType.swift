// SPDX-License-Identifier: Apache-2.0

/// A complete type of a D-Bus value.
public indirect enum DBusType: Hashable, Sendable {
    /// Signature `y`.
    case byte
    /// Signature `b`.
    case boolean
    /// Signature `n`.
    case int16
    /// Signature `q`.
    case uint16
    /// Signature `i`.
    case int32
    /// Signature `u`.
    case uint32
    /// Signature `x`.
    case int64
    /// Signature `t`.
    case uint64
    /// Signature `d`.
    case double
    /// `h`: an index of a descriptor that arrived with the message.
    case descriptor
    /// Signature `s`.
    case string
    /// Signature `o`.
    case objectPath
    /// Signature `g`.
    case signature
    /// Signature `v`.
    case variant
    /// `a`, and the type of the elements.
    case array(DBusType)
    /// `(…)`, at least one member.
    case structure([DBusType])
    /// `{…}`, a key of a basic type and a value; only in arrays.
    case entry(DBusType, DBusType)

    /// The signature of the type.
    public var text: String {
        switch self {
        case .array(let element): "a" + element.text
        case .structure(let members): "(" + members.map(\.text).joined() + ")"
        case .entry(let key, let value): "{" + key.text + value.text + "}"
        default: Self.basic.first { $0.value == self }.map { String(UnicodeScalar($0.key)) } ?? ""
        }
    }

    /// The alignment of the type's values, in bytes.
    var alignment: Int {
        switch self {
        case .byte, .signature, .variant: 1
        case .int16, .uint16: 2
        case .boolean, .int32, .uint32, .descriptor, .string, .objectPath, .array: 4
        case .int64, .uint64, .double, .structure, .entry: 8
        }
    }

    private var isBasic: Bool {
        switch self {
        case .variant, .array, .structure, .entry: false
        default: true
        }
    }

    private static let basic: [UInt8: Self] = [
        UInt8(ascii: "y"): .byte, UInt8(ascii: "b"): .boolean, UInt8(ascii: "n"): .int16, UInt8(ascii: "q"): .uint16,
        UInt8(ascii: "i"): .int32, UInt8(ascii: "u"): .uint32, UInt8(ascii: "x"): .int64, UInt8(ascii: "t"): .uint64,
        UInt8(ascii: "d"): .double, UInt8(ascii: "h"): .descriptor, UInt8(ascii: "s"): .string,
        UInt8(ascii: "o"): .objectPath, UInt8(ascii: "g"): .signature, UInt8(ascii: "v"): .variant,
    ]

    /// Parses a signature: any number of complete types.
    public static func parse(_ signature: String) throws(DBusFormatError) -> [Self] {
        guard signature.utf8.count <= DBusLimits.signature else { throw DBusFormatError("signature is too long") }
        var rest = signature.utf8[...]
        var types: [Self] = []
        while !rest.isEmpty { types.append(try parseOne(&rest, depth: 0)) }
        return types
    }

    private static func parseOne(_ rest: inout Substring.UTF8View, depth: Int) throws(DBusFormatError) -> Self {
        guard depth <= DBusLimits.depth else { throw DBusFormatError("signature is nested too deeply") }
        guard let code = rest.popFirst() else { throw DBusFormatError("signature ends too early") }
        if let type = basic[code] { return type }
        switch code {
        case UInt8(ascii: "a"):
            if rest.first == UInt8(ascii: "{") { return .array(try parseEntry(&rest, depth: depth + 1)) }
            return .array(try parseOne(&rest, depth: depth + 1))
        case UInt8(ascii: "("):
            var members: [Self] = []
            while rest.first != UInt8(ascii: ")") { members.append(try parseOne(&rest, depth: depth + 1)) }
            rest.removeFirst()
            guard !members.isEmpty else { throw DBusFormatError("structure has no member") }
            return .structure(members)
        default: throw DBusFormatError("signature has no type \(code)")
        }
    }

    private static func parseEntry(_ rest: inout Substring.UTF8View, depth: Int) throws(DBusFormatError) -> Self {
        rest.removeFirst()
        let key = try parseOne(&rest, depth: depth + 1)
        guard key.isBasic else { throw DBusFormatError("key of a dictionary is no basic type") }
        let value = try parseOne(&rest, depth: depth + 1)
        guard rest.popFirst() == UInt8(ascii: "}") else { throw DBusFormatError("dictionary entry does not end") }
        return .entry(key, value)
    }
}
