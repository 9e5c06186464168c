import Foundation
import Testing

@testable import NetworkModel

struct DocumentationTests {
    private static func document(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `the reference of options has every option, in both its names, and no other`() throws {
        let rows = try Self.document("Documentation/Options.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            return [cells[0], cells[1]]
        }
        let known = NetworkOption.allCases.map { [$0.rawValue, $0.alias ?? ""] }
        #expect(documented == known)
    }

    @Test func `the limits in the reference are those of the code`() throws {
        let text = try Self.document("Documentation/Options.md")
        #expect(text.contains("at most \(InterfacePrefix.maximumLength) characters"))
        #expect(DesiredState.endpointLimit == 1000)
        #expect(text.contains("at most 1,000 endpoints"))
    }
}
