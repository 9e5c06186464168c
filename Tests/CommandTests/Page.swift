// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The parts of `Documentation/Commands.md` that tests compare with the code.
struct Page {
    /// A table of the page.
    struct Table {
        let head: [String]
        let rows: [[String]]
    }

    /// The text before the first command.
    let start: String
    /// The section of each command.
    let sections: [String: String]

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appendingPathComponent("Documentation/Commands.md")
        let parts = try String(contentsOf: file, encoding: .utf8).split(separator: "\n## ")
        start = parts.first.map(String.init) ?? ""
        sections = Dictionary(
            uniqueKeysWithValues: parts.dropFirst().map { part in
                let head = part.prefix { $0 != "\n" }
                return (String(head.dropFirst("mdnp ".count)), String(part.dropFirst(head.count)))
            }
        )
    }

    /// Returns the tables of a text that begin with a word, in their order.
    static func tables(_ word: String, in text: String) -> [Table] {
        let blocks = text.split(separator: "\n\n").map { $0.split(separator: "\n").filter { $0.hasPrefix("|") } }
        return blocks.filter { !$0.isEmpty }.map { lines in
            let rows = lines.map { line in
                line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            }
            return Table(head: rows[0], rows: Array(rows.dropFirst(2)))
        }.filter { $0.head.first == word }
    }

    /// Returns the tables of a command that begin with a word, in their order.
    func tables(_ word: String, of command: String) -> [Table] {
        Self.tables(word, in: sections[command] ?? "")
    }
}
