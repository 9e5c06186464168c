// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Tests of the documentation's table of trials against the tests.
struct ComparisonTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// Returns the names of the tests of ports and isolation, each with true if Docker's own bridge passes the test as well.
    private static func tried() throws -> [String: Bool] {
        let files = try FileManager.default.contentsOfDirectory(atPath: tests.path)
            .filter { $0.hasPrefix("Port") || $0.hasPrefix("Isolation") }
        var tried: [String: Bool] = [:]
        for file in files {
            let text = try String(contentsOf: tests.appendingPathComponent(file), encoding: .utf8)
            for part in text.components(separatedBy: "@Test").dropFirst() {
                let pieces = part.components(separatedBy: "func `")
                guard pieces.count > 1, let name = pieces[1].split(separator: "`").first else { continue }
                tried[String(name)] = pieces[0].contains("Publisher.chosen") || pieces[0].contains("separating")
            }
        }
        return tried
    }

    @Test func `the table of trials lists every test, and marks the tests that Docker's bridge passes`() throws {
        let document = Self.tests.appendingPathComponent("../../Documentation/Ports.md").standardized
        let rows = try String(contentsOf: document, encoding: .utf8)
            .components(separatedBy: "| what is tried |")[1].split(separator: "\n").dropFirst(2)
        var documented: [String: Bool] = [:]
        for row in rows where row.hasPrefix("| ") {
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells[1] == "yes")
            documented[cells[0]] = cells.count > 2 && cells[2].hasPrefix("yes")
        }
        #expect(documented == (try Self.tried()))
    }
}
