// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Spelling

/// The output format of a list.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Aligned columns for the terminal.
    case table
    /// An array of objects, for programs.
    case json
}

extension OutputFormat {
    /// Prints a list in this format, and a hint in place of an empty table.
    func print<Item: Encodable>(_ items: [Item], columns: [Column<Item>], hint: String? = nil) throws {
        switch self {
        case .table: Table(items, columns: columns, hint: hint).print()
        case .json: try Self.printJSON(items)
        }
    }

    /// Prints an array as JSON.
    static func printJSON(_ items: [some Encodable]) throws {
        Swift.print(try json(items))
    }

    /// Encodes a value as JSON for all commands.
    ///
    /// Control characters for terminals are escaped; programs decode the same text.
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
    /// Prints the lines, as wide and as colored as standard output permits.
    func print() {
        for line in lines(on: .standardOutput) { Swift.print(line) }
    }
}

extension Date {
    /// The time as tables show it: `2026-08-07T10:20:30Z`.
    var shown: String { formatted(.iso8601) }
}
