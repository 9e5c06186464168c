// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A page with tables whose last column names the tests that prove each row.
struct PageOfTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The rows of the tables that name tests, without the header rows.
    let rows: [Substring]

    init(_ path: String) throws {
        let page = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
        rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasSuffix("| test |") }
    }

    /// Returns the tests that a row names: the text between backticks in its last column.
    func tests(of row: Substring) throws -> [Substring] {
        let cell = try #require(row.split(separator: "|").last { !$0.allSatisfy(\.isWhitespace) })
        return cell.matches(of: /`[^`]+`/).map(\.output)
    }

    /// Returns the sources of all tests.
    static func sources() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent("Tests").path)
            .filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: root.appendingPathComponent("Tests/\($0)"), encoding: .utf8) }
    }

    /// Expects that each row names tests, and that these tests exist.
    func expectTests(at location: SourceLocation = #_sourceLocation) throws {
        let sources = try Self.sources()
        for row in rows {
            let tests = try tests(of: row)
            #expect(!tests.isEmpty, "\(row)", sourceLocation: location)
            for test in tests {
                let isThere = sources.contains { $0.contains("func \(test)(") || $0.contains("func \(test)\n") }
                #expect(isThere, "\(test)", sourceLocation: location)
            }
        }
    }
}
