// SPDX-License-Identifier: Apache-2.0

import Foundation
import PrometheusExporter
import Testing

@testable import MetricsAPI

/// The documentation of metrics, for people and for Prometheus, matches the existing metrics.
struct DocumentationTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Returns the metric names in a text, without the suffixes of histograms.
    private static func names(in text: String) -> Set<String> {
        let histograms = Set(
            Catalogue.all.filter { if case .histogram = $0.kind { true } else { false } }.map(\.name)
        )
        return Set(
            text.matches(of: /\b(mdnp|process)_[a-z_]+/).map { match in
                let name = String(match.output.0)
                let whole = ["_bucket", "_sum", "_count"].compactMap { suffix in
                    name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil
                }
                return whole.first { histograms.contains($0) } ?? name
            }
        )
    }

    private static let known = Set(Catalogue.all.map(\.name))

    @Test func `the reference lists exactly the metrics in their order, with type, labels and meaning`() throws {
        let rows = try Self.text("Documentation/Metrics.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let expected = Catalogue.all.map { metric in
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return ["`\(metric.name)`", metric.kind.word, labels, metric.help]
        }
        #expect(documented == expected)
    }

    @Test func `metric names follow the conventions of Prometheus`() {
        #expect(Self.known.count == Catalogue.all.count)
        for metric in Catalogue.all {
            #expect(metric.name.wholeMatch(of: /(mdnp|process)_[a-z]+(_[a-z]+)*/) != nil)
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect(metric.help.hasSuffix("."))
        }
    }

    @Test func `the alerts use existing metrics, and each has a test`() throws {
        let rules = try Self.text("packaging/prometheus/mdnp.rules.yaml")
        let names = Self.names(in: rules)
        #expect(!names.isEmpty && names.isSubset(of: Self.known), "\(names.subtracting(Self.known))")
        let alerts = Set(rules.matches(of: /alert: (\w+)/).map(\.output.1))
        let tried = Set(
            try Self.text("packaging/prometheus/mdnp.rules.test.yaml").matches(of: /alertname: (\w+)/).map(\.output.1)
        )
        #expect(alerts.count >= 7)
        #expect(alerts == tried)
    }

    @Test func `the dashboard shows exactly the existing metrics`() throws {
        struct Dashboard: Decodable {
            struct Panel: Decodable {
                struct Target: Decodable { let expr: String }
                struct Place: Decodable, Hashable { let x, y, w, h: Int }
                let id: Int
                let title, description: String
                let targets: [Target]
                let gridPos: Place
            }
            let panels: [Panel]
        }
        let dashboard = try JSONDecoder().decode(
            Dashboard.self,
            from: Data(try Self.text("packaging/grafana/mdnp.json").utf8)
        )
        let shown = dashboard.panels.flatMap(\.targets).map(\.expr).joined(separator: "\n")
        #expect(Self.names(in: shown) == Self.known)
        #expect(Set(dashboard.panels.map(\.id)).count == dashboard.panels.count)
        #expect(Set(dashboard.panels.map(\.gridPos)).count == dashboard.panels.count)
        #expect(dashboard.panels.allSatisfy { !$0.description.isEmpty })
    }
}

extension DocumentationTests {
    /// The root directory of the package.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
