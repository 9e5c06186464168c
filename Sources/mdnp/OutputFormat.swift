import ArgumentParser
import Foundation

/// How a list is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Aligned columns, for people.
    case table
    /// An array of objects, for programs.
    case json
}

/// Rows of text in aligned columns, two spaces apart.
struct Table {
    private let rows: [[String]]

    init(header: [String], rows: [[String]]) {
        self.rows = [header] + rows
    }

    /// The lines, without spaces at their ends.
    var lines: [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension OutputFormat {
    /// Prints a list as asked.
    func print<Item: Encodable>(_ items: [Item], header: [String], row: (Item) -> [String]) throws {
        switch self {
        case .table:
            for line in Table(header: header, rows: items.map(row)).lines { Swift.print(line) }
        case .json: try print(items)
        }
    }

    /// Prints a value as JSON.
    func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
