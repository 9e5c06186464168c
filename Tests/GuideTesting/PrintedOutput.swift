// SPDX-License-Identifier: Apache-2.0

/// What a page says that a command prints.
///
/// `…` stands for anything within a line and, alone on a line, for any lines or none. How many spaces stand between two words does not
/// matter: the columns of a table are as wide as what is in them. All else is meant as it stands.
public struct PrintedOutput: Hashable, Sendable, CustomStringConvertible {
    private let lines: [String]

    /// What these lines say.
    public init(_ lines: [String]) {
        self.lines = lines.map(Self.plain)
    }

    /// The lines.
    public var description: String { lines.joined(separator: "\n") }

    /// Whether a text is what is meant.
    public func matches(_ text: String) -> Bool {
        let printed = text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.plain(String($0)) }
        return Self.matches(lines[...], printed[...], any: "…") {
            Self.matches(Array($0)[...], Array($1)[...], any: "…", ==)
        }
    }

    private static func plain(_ line: String) -> String {
        line.split(separator: " ").joined(separator: " ")
    }

    /// Whether elements are those of a pattern in which one stands for any number of any.
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
