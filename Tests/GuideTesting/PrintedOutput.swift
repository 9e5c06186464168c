// SPDX-License-Identifier: Apache-2.0

/// The output of a command as a page shows it.
///
/// `…` matches any text within a line and, alone on a line, any number of lines. The number of spaces between two words is ignored, since
/// the contents of a table determine its column widths. All other text must match exactly.
public struct PrintedOutput: Hashable, Sendable, CustomStringConvertible {
    private let lines: [String]

    /// Creates an expected output from the lines of a page.
    public init(_ lines: [String]) {
        self.lines = lines.map(Self.plain)
    }

    /// The lines, separated by line breaks.
    public var description: String { lines.joined(separator: "\n") }

    /// Returns true if a text matches the expected output.
    public func matches(_ text: String) -> Bool {
        let printed = text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.plain(String($0)) }
        return Self.matches(lines[...], printed[...], any: "…") {
            Self.matches(Array($0)[...], Array($1)[...], any: "…", ==)
        }
    }

    private static func plain(_ line: String) -> String {
        line.split(separator: " ").joined(separator: " ")
    }

    /// Returns true if the elements match a pattern in which one element stands for any number of elements.
    private static func matches<Element: Equatable>(
        _ pattern: ArraySlice<Element>,
        _ elements: ArraySlice<Element>,
        any: Element,
        _ isSame: (Element, Element) -> Bool
    ) -> Bool {
        var pattern = pattern
        var elements = elements
        while let first = pattern.first {
            if first == any {
                let rest = pattern.dropFirst()
                return (elements.startIndex...elements.endIndex).contains { start in
                    matches(rest, elements[start...], any: any, isSame)
                }
            }
            guard let element = elements.first, isSame(first, element) else { return false }
            pattern = pattern.dropFirst()
            elements = elements.dropFirst()
        }
        return elements.isEmpty
    }
}
