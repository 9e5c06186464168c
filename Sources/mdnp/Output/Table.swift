// SPDX-License-Identifier: Apache-2.0

import Spelling

/// A column of a table: its title, and its text for each item.
struct Column<Item> {
    let title: String
    let lineBreak: LineBreak
    let tone: (Item) -> Tone
    let text: (Item) -> String?

    /// Creates a column; an item without text shows `-`.
    init(
        _ title: String,
        breaking lineBreak: LineBreak = .none,
        tone: @escaping (Item) -> Tone = { _ in .plain },
        _ text: @escaping (Item) -> String?
    ) {
        self.title = title
        self.lineBreak = lineBreak
        self.tone = tone
        self.text = text
    }
}

/// Rows of text in aligned columns, as wide as the terminal permits.
struct Table {
    private typealias Cell = (text: String, tone: Tone)

    private let head: [Cell]
    private let rows: [[Cell]]
    private let lineBreaks: [LineBreak]
    private let hint: String?

    /// Creates a row for each item, below the titles of the columns.
    ///
    /// - Parameter hint: The line for a terminal if there are no items: the way to get some.
    init<Item>(_ items: [Item], columns: [Column<Item>], hint: String? = nil) {
        head = columns.map { ($0.title, .heading) }
        rows = items.map { item in columns.map { (Self.shown($0.text(item)), $0.tone(item)) } }
        lineBreaks = columns.map(\.lineBreak)
        self.hint = hint
    }

    /// Creates a row for each fact: its name, then its value.
    init(facts: [(name: String, value: String?, tone: Tone)]) {
        head = []
        rows = facts.map { [($0.name, .heading), (Self.shown($0.value), $0.tone)] }
        lineBreaks = [.none, .spaces]
        hint = nil
    }

    /// Returns the lines for a screen, without trailing spaces.
    func lines(on screen: Screen) -> [String] {
        if let hint, rows.isEmpty, screen.width != nil { return screen.lines(of: hint, tone: .plain, indent: 2) }
        let all = head.isEmpty ? rows : [head] + rows
        let texts = lineBreaks.indices.map { column in all.map { $0[column].text } }
        let natural = texts.map { $0.map(\.count).max() ?? 0 }
        // The value of a fact has the rest of the line, however short.
        let least = head.isEmpty ? [natural[0], 0] : zip(lineBreaks, texts).map { $0.leastWidth(of: $1) }
        var widths = natural
        switch TableLayout(natural: natural, least: least, width: screen.width) {
        case .columns(let fitting): widths = fitting
        case .blocks where head.isEmpty: break
        case .blocks: return Array(rows.map { block(of: $0, on: screen) }.joined(separator: [""]))
        }
        return all.flatMap { Self.lines(of: $0, breaking: lineBreaks, widths: widths, paint: screen.paint) }
    }

    /// Returns the lines of a row: as many as its longest cell needs.
    private static func lines(of row: [Cell], breaking breaks: [LineBreak], widths: [Int], paint: Paint) -> [String] {
        let cells = row.indices.map { breaks[$0].lines(of: row[$0].text, width: widths[$0]) }
        let height = cells.map(\.count).max() ?? 0
        return (0..<height).map { line in
            let texts = cells.map { $0.indices.contains(line) ? $0[line] : "" }
            let last = texts.lastIndex { !$0.isEmpty } ?? 0
            return texts.indices.prefix(through: last).map { column in
                let space = column == last ? 0 : max(widths[column] - texts[column].count, 0)
                return paint(texts[column], row[column].tone) + String(repeating: " ", count: space)
            }.joined(separator: String(repeating: " ", count: TableLayout.gap))
        }
    }

    /// Returns the cells of a row, one below the other, each beside the title of its column.
    private func block(of row: [Cell], on screen: Screen) -> [String] {
        let titles = head.map(\.text.count).max() ?? 0
        let room = max((screen.width ?? 0) - titles - TableLayout.gap, 0)
        return zip(zip(head, row), lineBreaks).flatMap { cells, lineBreak in
            Self.lines(
                of: [cells.0, cells.1],
                breaking: [.none, lineBreak],
                widths: [titles, room],
                paint: screen.paint
            )
        }
    }

    private static func shown(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "-" }
        // Escaped here, before the column widths are computed.
        return text.printable()
    }
}
