// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text as one line in which every character can be seen.
    ///
    /// Control characters, line and paragraph separators, and characters without a shape of their own, such as those that
    /// reverse the direction of text, become escapes as JSON has them: `\n`, `\u001b`, `\u202e`. All other text stays as it is, so that a
    /// text that is printable already is not changed.
    ///
    /// - Parameters:
    ///   - limit: The most that the result may have, in bytes of UTF-8, at least 3; a longer one ends in `…`. No escape is cut.
    ///   - marks: Characters that get a backslash before them: with the quotation mark and the backslash the escapes are unambiguous.
    public func printable(limit: Int = .max, escaping marks: Set<Unicode.Scalar> = []) -> String {
        let ellipsis = "…"
        var result = ""
        var count = 0
        // Where the result ends if the text turns out to be too long.
        var end = result.endIndex
        for scalar in unicodeScalars {
            let piece = scalar.printable(escaping: marks)
            count += piece.utf8.count
            guard count <= limit else { return result[..<end] + ellipsis }
            result += piece
            if count <= limit - ellipsis.utf8.count { end = result.endIndex }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate func printable(escaping marks: Set<Unicode.Scalar>) -> String {
        if marks.contains(self) { return "\\\(self)" }
        if isASCII, value >= 0x20, value < 0x7f { return String(self) }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return escape
        default: return properties.isDefaultIgnorableCodePoint ? escape : String(self)
        }
    }

    private var escape: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: String(self).utf16.map { "\\u" + Self.hexadecimal($0) }.joined()
        }
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
