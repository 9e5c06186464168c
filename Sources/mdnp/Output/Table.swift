// SPDX-License-Identifier: Apache-2.0

import Spelling

/// A column of a table: its title, and its text for each item.
struct Column<Item> {
    let title: String
    let tone: (Item) -> Tone
    let text: (Item) -> String?

    /// Creates a column; an item without text shows `-`.
    init(_ title: String, tone: @escaping (Item) -> Tone = { _ in .plain }, _ text: @escaping (Item) -> String?) {
        self.title = title
        self.tone = tone
        self.text = text
    }
}

/// Rows of text in aligned columns, two spaces apart.
struct Table {
    private typealias Cell = (text: String, tone: Tone)

    private let rows: [[Cell]]

    /// Creates a row for each item, below the titles of the columns.
    init<Item>(_ items: [Item], columns: [Column<Item>]) {
        rows =
            [columns.map { ($0.title, .heading) }]
            + items.map { item in columns.map { (Self.shown($0.text(item)), $0.tone(item)) } }
    }

    /// Creates a row for each fact: its name, then its value.
    init(facts: [(name: String, value: String?, tone: Tone)]) {
        rows = facts.map { [($0.name, .heading), (Self.shown($0.value), $0.tone)] }
    }

    /// The lines without trailing spaces.
    func lines(_ paint: Paint) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].text.count }.max() ?? 0 }
        return rows.map { row in
            let last = row.lastIndex { !$0.text.isEmpty } ?? 0
            return row.indices.prefix(through: last).map { column in
                let (text, tone) = row[column]
                let space = column == last ? 0 : widths[column] - text.count
                return paint(text, tone) + String(repeating: " ", count: space)
            }.joined(separator: "  ")
        }
    }

    private static func shown(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "-" }
        // Escaped here, before the column widths are computed.
        return text.printable()
    }
}
