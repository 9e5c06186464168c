// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Testing

/// Tests of the floors drawn in the architecture page against the targets of the package.
struct FloorTests {
    /// The targets of `Sources`, each with the targets that it may import.
    private static func targets() throws -> [String: [String]] {
        let package = try String(contentsOfFile: "\(Page.root)/Package.swift", encoding: .utf8)
        let products = try Regex(#"\.product\([^)]*\),?"#)
        // Each declaration begins in this column.
        let declarations = package.replacing(products, with: "").components(separatedBy: "\n        .").dropFirst()
        var targets: [String: [String]] = [:]
        for declaration in declarations {
            guard declaration.hasPrefix("target(") || declaration.hasPrefix("executableTarget("),
                !declaration.contains("path:"), let name = declaration.firstMatch(of: /name: "(\w+)"/)
            else { continue }
            let list = declaration.firstMatch(of: /dependencies: \[([^\]]*)\]/)
            targets[String(name.1)] = list?.1.matches(of: /"(\w+)"/).map { String($0.1) } ?? []
        }
        return targets
    }

    /// The floor of each target: one above the highest target that it imports.
    private static func floors(of targets: [String: [String]]) throws -> [String: Int] {
        var floors: [String: Int] = [:]
        while floors.count < targets.count {
            let before = floors.count
            for (target, imports) in targets where floors[target] == nil {
                let below = imports.filter { targets[$0] != nil }.map { floors[$0] }
                guard !below.contains(nil) else { continue }
                floors[target] = 1 + (below.compactMap { $0 }.max() ?? 0)
            }
            // No progress means a cycle of imports.
            try #require(floors.count > before)
        }
        return floors
    }

    @Test func `the architecture page draws each target on its floor`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: "\(Page.root)/Sources")
        let targets = try Self.targets()
        #expect(Set(targets.keys) == Set(folders))
        #expect(targets["KernelDataplane"]?.contains("Netlink") == true)

        var drawn: [String: Int] = [:]
        var floor = 0
        for line in try Page(path: "Documentation/Architecture.md").text.split(separator: "\n") {
            let parts = line.split(separator: "│", omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            if let number = parts[0].firstMatch(of: /floor (\d)/) { floor = Int(number.1) ?? 0 }
            for name in parts[1].split(separator: " ") {
                #expect(drawn.updateValue(floor, forKey: String(name)) == nil, "\(name) is drawn twice")
            }
        }
        #expect(drawn == (try Self.floors(of: targets)))
    }
}
