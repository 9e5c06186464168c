// SPDX-License-Identifier: Apache-2.0

/// The name of a network interface that is safe in a path, in a rule and on a command line.
///
/// The kernel permits more (`dev_valid_name`). This type permits ASCII letters, digits, `_`, `.` and `-`, with a letter or digit first. The
/// names `all` and `default` are invalid, since `/proc/sys/net/ipv4/conf` has directories with these names.
public struct InterfaceName: Hashable, Sendable, CustomStringConvertible {
    /// The maximum length of a name, in bytes (`IFNAMSIZ` without the terminating zero).
    public static let maximumLength = 15

    /// The text of the name.
    public let description: String

    /// Creates a name from a text; throws the reason if the text is not a valid name.
    public init(_ text: String) throws(InvalidInterfaceName) {
        if let reason = Self.reasonAgainst(text) {
            throw InvalidInterfaceName(text: text, reason: reason)
        }
        description = text
    }

    private static func reasonAgainst(_ text: String) -> String? {
        guard let first = text.utf8.first else { return "the name is empty" }
        if text.utf8.count > maximumLength { return "the name has more than \(maximumLength) bytes" }
        if !isLetterOrDigit(first) { return "the name does not begin with a letter or digit" }
        if let other = text.unicodeScalars.first(where: { !isAllowed($0) }) {
            return "the name contains \(other.debugDescription)"
        }
        if text == "all" || text == "default" { return "the kernel reserves the name" }
        return nil
    }

    private static func isAllowed(_ character: Unicode.Scalar) -> Bool {
        UInt8(exactly: character.value).map(isLetterOrDigit) == true || "_.-".unicodeScalars.contains(character)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }
}

extension InterfaceName: Comparable {
    /// Orders names by text.
    public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension InterfaceName: Codable {
    /// Decodes the text; throws for a text that is not a valid name.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let error as InvalidInterfaceName {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
        }
    }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws { try encoder.encodeText(self) }
}
