// SPDX-License-Identifier: Apache-2.0

/// What tells a series from the others of its metric, as it is written: once, however many series have the same.
public struct Labels: Hashable, Comparable, Sendable {
    /// `call="Join",kind="failed"`; empty for none.
    let text: String

    /// Names and values, in the order in which they are written.
    public init(_ pairs: [(String, String)]) {
        text = pairs.map { "\($0)=\"\($1.escaped(quotes: true))\"" }.joined(separator: ",")
    }

    /// Whether the first is written first.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension Labels: ExpressibleByDictionaryLiteral {
    /// Names and values, in the order in which they are written.
    public init(dictionaryLiteral pairs: (String, String)...) {
        self.init(pairs)
    }
}

extension String {
    /// The text on one line, as the format has it; within quotes, without an end of them.
    func escaped(quotes: Bool) -> String {
        guard utf8.contains(where: { $0 == 0x5C || $0 == 0x0A || $0 == 0x22 }) else { return self }
        let text = replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? text.replacing("\"", with: "\\\"") : text
    }
}
