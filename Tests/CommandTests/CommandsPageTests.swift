// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Testing

@testable import AdminAPI
@testable import mdnp

/// `Documentation/Commands.md` describes the actual commands.
struct CommandsPageTests {
    /// Returns the keys and types of a JSON object in the form of the page.
    private func keys(_ value: some Encodable) throws -> [String: String] {
        let data = Data(try OutputFormat.json(value).utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return object.mapValues { value in
            switch value {
            case is [[String: Any]]: "array of objects"
            case is [String]: "array of strings"
            case let text as String: (try? Date(text, strategy: .iso8601)) == nil ? "string" : "time"
            case let number as NSNumber where number.isBoolean: "boolean"
            case is NSNumber: "number"
            default: "unknown"
            }
        }
    }

    private func expect(
        _ command: String,
        has samples: [any Encodable],
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let tables = try Page().tables("key", of: command)
        #expect(tables.count == samples.count, sourceLocation: location)
        for (table, sample) in zip(tables, samples) {
            let documented = table.rows.map { ($0[0], $0[1]) }
            #expect(try keys(sample) == Dictionary(uniqueKeysWithValues: documented), sourceLocation: location)
            #expect(table.rows.allSatisfy { $0.count == 3 && !$0[2].isEmpty }, sourceLocation: location)
        }
    }

    @Test func `the page lists exactly the keys of every list, with their types`() async throws {
        try expect("networks", has: [try #require(try await Samples.networks().first)])
        try expect("endpoints", has: [try #require(try await Samples.endpoints().first)])
        try expect("ports", has: [try #require(try await Samples.ports().first)])
        let pool = try #require(try await Samples.pools().first)
        try expect("pools", has: [pool, try #require(pool.addresses.first)])
        try expect("status", has: [try await Samples.status()])
        let diagnosis = Samples.diagnosis
        try expect(
            "doctor",
            has: [diagnosis, try #require(diagnosis.findings.first), try #require(diagnosis.repairs.first)]
        )
        try expect("explain", has: [Samples.hop])
        try expect("version", has: [VersionSummary.current])
    }

    @Test func `the samples contain every possible key`() async throws {
        func count(_ value: some Encodable) throws -> Int { try keys(value).count }
        #expect(
            try count(try #require(try await Samples.networks().first)) == NetworkSummary.CodingKeys.allCases.count
        )
        #expect(
            try count(try #require(try await Samples.endpoints().first)) == EndpointSummary.CodingKeys.allCases.count
        )
        #expect(try count(try #require(try await Samples.ports().first)) == PortSummary.CodingKeys.allCases.count)
        let pool = try #require(try await Samples.pools().first)
        #expect(try count(pool) == PoolSummary.CodingKeys.allCases.count)
        #expect(try count(try #require(pool.addresses.first)) == AddressSummary.CodingKeys.allCases.count)
        #expect(try count(try await Samples.status()) == StatusSummary.CodingKeys.allCases.count)
        #expect(try count(VersionSummary.current) == VersionSummary.CodingKeys.allCases.count)
    }

    @Test func `JSON keys are in snake case`() throws {
        for (command, _) in try Page().sections {
            for row in try Page().tables("key", of: command).flatMap(\.rows) {
                #expect(row[0].wholeMatch(of: /[a-z]+(_[a-z]+)*/) != nil, "\(command): \(row[0])")
            }
        }
    }

    @Test func `the page lists exactly the columns of every table, in their order`() throws {
        func titles<Item>(_ columns: [Column<Item>]) -> [String] { columns.map(\.title) }
        let columns = [
            "networks": [titles(Networks.columns)], "endpoints": [titles(Endpoints.columns)],
            "ports": [titles(Ports.columns)], "pools": [titles(Pools.columns), titles(Pools.addressColumns)],
            "explain": [titles(Explain.columns)],
            "doctor": [titles(mdnp.Doctor.columns), titles(mdnp.Doctor.repairColumns)],
        ]
        for (command, tables) in columns {
            #expect(try Page().tables("column", of: command).map { $0.rows.map(\.[0]) } == tables, "\(command)")
        }
    }

    @Test func `the page lists exactly the lines of the status, in their order`() async throws {
        let facts = Status.facts(of: try await Samples.status()).map(\.name)
        #expect(try Page().tables("line", of: "status").map { $0.rows.map(\.[0]) } == [facts])
    }

    @Test func `the page lists the exit codes of the code`() throws {
        let tables = Page.tables("exit code", in: try Page().start)
        #expect(tables.map { $0.rows.map(\.[0]) } == [Exit.allCases.map { String($0.rawValue) }])
    }

    @Test func `every command has a section with each of its options`() throws {
        struct Dump: Decodable {
            let command: Command
        }
        struct Command: Decodable {
            struct Argument: Decodable {
                struct Name: Decodable { let name: String }

                let kind: String
                let shouldDisplay: Bool
                let names: [Name]?
            }

            let commandName: String
            let subcommands: [Command]?
            let arguments: [Argument]?
        }
        let page = try Page()
        let dump = try JSONDecoder().decode(Dump.self, from: Data(MDNP._dumpHelp().utf8))
        let commands = (dump.command.subcommands ?? []).filter { $0.commandName != "help" }
        #expect(Set(commands.map(\.commandName)) == Set(page.sections.keys))
        // The options of serve are in Configuration.md, which has its own test.
        for command in commands where command.commandName != "serve" {
            let text = page.start + (page.sections[command.commandName] ?? "")
            let options = (command.arguments ?? []).filter { $0.kind == "option" && $0.shouldDisplay }
                .compactMap { $0.names?.first?.name }.filter { $0 != "help" && $0 != "version" }
            for option in options { #expect(text.contains("--\(option)"), "\(command.commandName)") }
        }
    }
}

extension NSNumber {
    /// A Boolean value that indicates whether the number represents true or false.
    fileprivate var isBoolean: Bool { String(cString: objCType) == "c" }
}
