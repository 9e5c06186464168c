// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import IPAM
@testable import NetworkModel

struct DocumentationTests {
    private static func document(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test func `the reference of options lists every option with its names, and no other`() throws {
        let page = try Self.document("Documentation/Options.md").split(separator: "\n")
        let chapter = try #require(page.firstIndex { $0 == "# Options of a container" })
        let own = page[chapter...].filter { $0.hasPrefix("| `") }.map { row in
            row.split(separator: "|")[0].trimmingCharacters(in: [" ", "`"])
        }
        #expect(own == BridgeOptions.all.filter { $0.subjects.contains(.endpoint) }.map(\.name))
        let documented = page[..<chapter].filter { $0.hasPrefix("| `") }.map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            return [cells[0]] + cells[1].split(separator: ",").map { $0.trimmingCharacters(in: [" ", "`"]) }
        }
        let known = BridgeOptions.all.filter { $0.subjects.contains(.network) }.map { [$0.name] + $0.aliases }
        #expect(documented == known)
    }

    @Test func `the reference of the doctor lists every check in order, and no other`() throws {
        let table = try Self.document("Documentation/Doctor.md").split(separator: "\n")
            .drop { !$0.hasPrefix("| check") }.prefix { $0.hasPrefix("|") }
        let documented = table.dropFirst(2).compactMap { $0.split(separator: "|").first }
        #expect(documented.map { $0.trimmingCharacters(in: [" ", "`"]) } == Check.allCases.map(\.rawValue))
    }

    @Test func `the limits in the reference are those of the code`() throws {
        let text = try Self.document("Documentation/Options.md")
        #expect(text.contains("at most \(InterfacePrefix.maximumLength) characters"))
        #expect(DesiredState.endpointLimit == 1000)
        #expect(text.contains("at most 1,000 endpoints"))
        #expect(BridgeOptions.valueLengths == ["publish.allow": 2 << 20])
        #expect(text.contains("2 MiB at most"))
    }

    @Test func `the reference of addresses lists every pool option with all its values, and no other`() throws {
        let rows = try Self.document("Documentation/Addresses.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) } }
        #expect(documented.map(\.[0]) == PoolOption.allCases.map(\.rawValue))
        for (row, values) in zip(
            documented,
            [PoolOptions.Place.allCases.map(\.rawValue), PoolOptions.Overlap.allCases.map(\.rawValue)]
        ) {
            for value in values { #expect(row[1].contains(value)) }
        }
    }

    @Test func `the reference of automatic subnets matches the code`() throws {
        let text = try Self.document("Documentation/Addresses.md")
        #expect(PoolRange.standard.count == 3)
        #expect(LeasedPool.restingLimit == 4096)
        #expect(text.contains("4,096 rest in a pool"))
        #expect(text.contains("in blocks of /24"))
        for range in PoolRange.standard {
            #expect(range.poolLength == 24)
            #expect(text.contains("\(range.block)"))
        }
    }

    @Test func `the guide from Docker's bridge lists every accepted name with its mdnp name`() throws {
        let rows = try Self.document("Documentation/ComingFrom.md").split(separator: "\n").filter {
            $0.contains(", or the same")
        }
        var understood: [String: String] = [:]
        for row in rows {
            let cells = row.split(separator: "|").map(String.init)
            let own = try #require(cells[1].split(separator: "`").dropFirst().first)
            for name in cells[0].split(separator: ",") {
                understood[name.trimmingCharacters(in: [" ", "`"])] = String(own)
            }
        }
        let known = BridgeOptions.all.flatMap { option in option.aliases.map { ($0, option.name) } }
        #expect(understood == Dictionary(uniqueKeysWithValues: known))
    }

    @Test func `the guide from Docker's bridge lists each refused option and value in the same words as the code`()
        throws
    {
        let page = try Self.document("Documentation/ComingFrom.md")
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("|") }.map {
            $0.split(separator: "|").map(String.init)
        }
        for option in DockerBridgeOption.allCases {
            #expect(page.contains("`\(option.rawValue)"), "\(option.rawValue)")
            for (value, reason) in option.refused {
                let row = rows.first { $0[0].contains("`\(option.rawValue)=\(value)`") }
                let text = row?[1].replacing("`", with: "").trimmingCharacters(in: .whitespaces)
                #expect(text == reason, "\(option.rawValue)=\(value)")
            }
        }
    }
}
