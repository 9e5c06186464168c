// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Testing

/// What Prometheus' own tool says of the alerts and of the dashboard's expressions.
struct RulesTests {
    private static let tool = DocumentationTests.root.appendingPathComponent(".build/tools/promtool").path
    private static let rules = DocumentationTests.root.appendingPathComponent("packaging/prometheus").path

    private func check(_ words: String...) throws {
        let outcome = try Command([Self.tool] + words).run(timeLimit: .seconds(60))
        #expect(outcome.code == 0, "\(words.joined(separator: " ")): \(outcome.output)")
    }

    @Test func `the alerts can be read`() throws {
        try check("check", "rules", Self.rules + "/mdnp.rules.yaml")
    }

    @Test func `each alert comes when it should, and only then`() throws {
        try check("test", "rules", Self.rules + "/mdnp.rules.test.yaml")
    }

    @Test func `the expressions of the dashboard can be read`() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Target: Decodable { let expr: String }
                let targets: [Target]
            }
            let panels: [Panel]
        }
        let path = DocumentationTests.root.appendingPathComponent("packaging/grafana/mdnp.json")
        let panels = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: path)).panels
        // As rules, with what Grafana puts in their place for its own words.
        let records = panels.flatMap(\.targets).enumerated().map { number, target in
            let expression = target.expr.replacing("$__rate_interval", with: "1m").replacing("$instance", with: ".*")
            return "      - record: dashboard:\(number)\n        expr: '\(expression.replacing("'", with: "''"))'\n"
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("mdnp-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(("groups:\n  - name: dashboard\n    rules:\n" + records.joined()).utf8).write(to: file)
        try check("check", "rules", file.path)
    }
}
