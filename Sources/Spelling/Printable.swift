// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Returns the text as one line of visible characters.
    ///
    /// Control characters, line and paragraph separators, and invisible characters, such as those that reverse the direction of text,
    /// become JSON escapes: `\n`, `\u001b`, `\u202e`. All other text stays, so a printable text is unchanged.
    ///
    /// - Parameters:
    ///   - limit: The maximum length of the result in bytes of UTF-8, at least 3; a longer result ends in `…`. No escape is cut.
    ///   - marks: Characters that get a leading backslash: with the quotation mark and the backslash, the escapes are unambiguous.
    public func printable(limit: Int = .max, escaping marks: Set<Unicode.Scalar> = []) -> String {
        let ellipsis = "…"
        var result = ""
        var count = 0
        // The end of the result if the text exceeds the limit.
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
