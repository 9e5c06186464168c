// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Spelling

/// How a list is printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Aligned columns, for people.
    case table
    /// An array of objects, for programs.
    case json
}

extension OutputFormat {
    /// Prints a list as asked.
    func print<Item: Encodable>(_ items: [Item], _ columns: [Column<Item>]) throws {
        switch self {
        case .table: Table(items, columns).print()
        case .json: try Self.printJSON(items)
        }
    }

    /// Prints an array as JSON.
    static func printJSON(_ items: [some Encodable]) throws {
        Swift.print(try json(items))
    }

    /// A value as JSON, as all commands print it: what a terminal would act upon is escaped, which is the same text to a program.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable() }
            .joined(separator: "\n")
    }
}

extension Table {
    /// Prints the lines, coloured where that suits.
    func print() {
        for line in lines(.standardOutput) { Swift.print(line) }
    }
}

extension Date {
    /// The moment as tables show it: `2026-08-07T10:20:30Z`.
    var shown: String { formatted(.iso8601) }
}
