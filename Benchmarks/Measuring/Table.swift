// SPDX-License-Identifier: Apache-2.0

/// A text table: the first column is flush left, all others flush right.
public struct Table: Sendable {
    private var rows: [[String]]

    /// Creates a table with a head.
    public init(_ head: String...) {
        rows = [head]
    }

    /// Creates a table with a head.
    public init(head: [String]) {
        rows = [head]
    }

    /// Appends a row.
    public mutating func append(_ row: [String]) {
        rows.append(row)
    }

    /// The lines, each column as wide as its widest cell, two spaces between two columns.
    public var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
