// SPDX-License-Identifier: Apache-2.0

/// The arrangement of a table's cells on a terminal.
enum TableLayout: Equatable {
    /// Columns of these widths, two spaces apart.
    case columns([Int])
    /// A block of lines for each row, one cell below the other: even with several lines for a cell, the columns are too wide.
    case blocks

    /// The number of spaces between two columns.
    static var gap: Int { 2 }

    /// Chooses the arrangement: columns that need it are narrowed, the widest first, but not below their minimum.
    ///
    /// - Parameters:
    ///   - natural: The width of each column without line breaks.
    ///   - least: The minimum width of each column.
    ///   - width: The width of the terminal; nil for no limit.
    init(natural: [Int], least: [Int], width: Int?) {
        let room = max((width ?? .max) - Self.gap * (natural.count - 1), 0)
        func widths(upTo limit: Int) -> [Int] { zip(natural, least).map { max($1, min($0, limit)) } }
        func fits(_ widths: [Int]) -> Bool { widths.reduce(0, +) <= room }
        guard !fits(natural) else { self = .columns(natural); return }
        guard let limit = (0...room).last(where: { fits(widths(upTo: $0)) }) else { self = .blocks; return }
        self = .columns(widths(upTo: limit))
    }
}
