// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Testing

/// The results of Prometheus' own tool for the alerts and the dashboard expressions.
struct RulesTests {
    private static let tool = DocumentationTests.root.appendingPathComponent(".build/tools/promtool").path
    private static let rules = DocumentationTests.root.appendingPathComponent("packaging/prometheus").path

    private func check(_ words: String...) throws {
        let outcome = try Command([Self.tool] + words).run(timeLimit: .seconds(60))
        #expect(outcome.code == 0, "\(words.joined(separator: " ")): \(outcome.output)")
    }

    @Test func `the alerts are valid`() throws {
        try check("check", "rules", Self.rules + "/mdnp.rules.yaml")
    }

    @Test func `each alert fires under its condition, and only then`() throws {
        try check("test", "rules", Self.rules + "/mdnp.rules.test.yaml")
    }

    @Test func `the expressions of the dashboard are valid`() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Target: Decodable { let expr: String }
                let targets: [Target]
            }
            let panels: [Panel]
        }
        let path = DocumentationTests.root.appendingPathComponent("packaging/grafana/mdnp.json")
        let panels = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: path)).panels
        // Recording rules, with values in place of Grafana's variables.
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
