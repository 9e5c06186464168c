import Foundation
import Testing

/// The page about security beside the tests that it names.
struct SecurityPageTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `each row of the page about security names a test that there is`() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("Documentation/Security.md"),
            encoding: .utf8
        )
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| attack |") }
            .filter { !$0.hasPrefix("| situation |") }
        #expect(rows.count > 15)
        let tests = try FileManager.default.subpathsOfDirectory(atPath: Self.root.appendingPathComponent("Tests").path)
            .filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: Self.root.appendingPathComponent("Tests/\($0)"), encoding: .utf8) }
        for row in rows {
            let name = try #require(row.split(separator: "|").last { $0.contains("`") }, "\(row)")
            let function = "func \(name.trimmingCharacters(in: .whitespaces))("
            let spread = "func \(name.trimmingCharacters(in: .whitespaces))\n"
            #expect(tests.contains { $0.contains(function) || $0.contains(spread) }, "\(name)")
        }
    }
}
