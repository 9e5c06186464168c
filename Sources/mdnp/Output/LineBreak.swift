// SPDX-License-Identifier: Apache-2.0

/// The places at which a text may continue on the next line.
enum LineBreak {
    /// None: for ids, addresses and numbers, which are copied.
    case none
    /// After each comma: for lists.
    case commas
    /// After each hyphen: for names.
    case hyphens
    /// At spaces: for sentences.
    case spaces

    /// The width below which no text is narrowed, since it would be hard to read.
    private var readableWidth: Int {
        switch self {
        case .none: .max
        case .commas: 0
        case .hyphens: 16
        case .spaces: 24
        }
    }

    /// Returns the lines of a text, as long as the width permits; a longer piece without a break has its own line.
    func lines(of text: String, width: Int) -> [String] {
        guard text.count > width else { return [text] }
        let joint = self == .spaces ? " " : ""
        return pieces(of: text).reduce(into: []) { lines, piece in
            guard let line = lines.last, line.count + joint.count + piece.count <= width else {
                return lines.append(String(piece.trimmingPrefix(" ")))
            }
            lines[lines.count - 1] = line + joint + piece
        }
    }

    /// Returns the minimum width of a column with these texts, in which no piece is longer than its line.
    func leastWidth(of texts: [String]) -> Int {
        let widest = texts.map(\.count).max() ?? 0
        let longest = texts.flatMap(pieces).map(\.count).max() ?? 0
        return max(longest, min(widest, readableWidth))
    }

    private func pieces(of text: String) -> [String] {
        switch self {
        case .none: [text]
        case .commas: Self.pieces(of: text, after: ",")
        case .hyphens: Self.pieces(of: text, after: "-")
        case .spaces: text.split(separator: " ").map(String.init)
        }
    }

    private static func pieces(of text: String, after mark: String) -> [String] {
        text.replacing(mark, with: "\(mark)\n").split(separator: "\n").map(String.init)
    }
}
