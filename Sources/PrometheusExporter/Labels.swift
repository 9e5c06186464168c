// SPDX-License-Identifier: Apache-2.0

/// The labels of a series in the text format, formatted once.
public struct Labels: Hashable, Comparable, Sendable {
    /// The text, such as `call="Join",kind="failed"`; empty without labels.
    let text: String

    /// Creates labels from names and values, in the order of the output.
    public init(_ pairs: [(String, String)]) {
        text = pairs.map { "\($0)=\"\($1.escaped(quotes: true))\"" }.joined(separator: ",")
    }

    /// Returns a Boolean value that indicates whether the first sorts before the second.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension Labels: ExpressibleByDictionaryLiteral {
    /// Creates labels from names and values, in the order of the output.
    public init(dictionaryLiteral pairs: (String, String)...) {
        self.init(pairs)
    }
}

extension String {
    /// Escapes backslashes and newlines, as the text format requires; quotes too, within a label value.
    func escaped(quotes: Bool) -> String {
        guard utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return self }
        let text = replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }
}
