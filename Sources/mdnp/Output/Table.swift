// SPDX-License-Identifier: Apache-2.0

import Spelling

/// A column of a table: its head, and what it says of each item.
struct Column<Item> {
    let title: String
    let tone: (Item) -> Tone
    let text: (Item) -> String?

    /// A column; where it has nothing to say of an item it shows `-`.
    init(_ title: String, tone: @escaping (Item) -> Tone = { _ in .plain }, _ text: @escaping (Item) -> String?) {
        self.title = title
        self.tone = tone
        self.text = text
    }
}

/// Rows of words in aligned columns, two spaces apart.
struct Table {
    private typealias Cell = (text: String, tone: Tone)

    private let rows: [[Cell]]

    /// A row for each item, below the columns' heads.
    init<Item>(_ items: [Item], _ columns: [Column<Item>]) {
        rows =
            [columns.map { ($0.title, .heading) }]
            + items.map { item in columns.map { (Self.shown($0.text(item)), $0.tone(item)) } }
    }

    /// Facts, each behind its name.
    init(facts: [(name: String, value: String?, tone: Tone)]) {
        rows = facts.map { [($0.name, .heading), (Self.shown($0.value), $0.tone)] }
    }

    /// The lines, without spaces at their ends.
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
        // Here and not where it is painted: the columns have to know how wide it is.
        return text.printable()
    }
}
