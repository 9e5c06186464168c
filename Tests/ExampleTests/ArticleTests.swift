// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Tests of the libraries' articles.
///
/// Their code is compiled here, and the other tests of this target run it.
struct ArticleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

    /// Returns the libraries with a documentation catalog.
    private static func catalogs() throws -> [URL] {
        let rooms = try FileManager.default.contentsOfDirectory(
            at: directory("Sources"),
            includingPropertiesForKeys: nil
        )
        return rooms.map { $0.appending(path: "\($0.lastPathComponent).docc") }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
    }

    private static func directory(_ path: String) -> URL { root.appending(path: path) }

    private static func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

    /// Returns the Swift blocks of a page.
    private static func code(in page: String) -> [String] {
        page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    }

    @Test func `each library product has a documentation catalog, and other targets have none`() throws {
        let package = try Self.text(Self.directory("Package.swift"))
        let products = package.split(separator: "\n").filter { $0.contains(".library(") }
        let targets = products.flatMap { line in
            line.split(separator: "[")[1].split(separator: "]")[0].split(separator: ",")
                .map { $0.trimmingCharacters(in: [" ", "\""]) }
        }
        #expect(Set(try Self.catalogs().map { $0.deletingPathExtension().lastPathComponent }) == Set(targets))
    }

    @Test func `each catalog has a landing page and an article with code that is compiled unchanged`() throws {
        for catalog in try Self.catalogs() {
            let library = catalog.deletingPathExtension().lastPathComponent
            let pages = try FileManager.default.contentsOfDirectory(at: catalog, includingPropertiesForKeys: nil)
            #expect(pages.contains { $0.lastPathComponent == "\(library).md" })
            let code = try pages.flatMap { Self.code(in: try Self.text($0)) }
            #expect(!code.isEmpty, "\(library)")
            let compiled = try Self.text(Self.directory("Tests/ExampleTests/Examples/\(library).swift"))
            for block in code { #expect(compiled.contains(block), "\(library)") }
        }
    }

    @Test func `the documentation script covers every library`() throws {
        let script = try Self.text(Self.directory("script/documentation"))
        let line = try #require(script.split(separator: "\n").first { $0.hasPrefix("for library in") })
        let documented = line.dropFirst("for library in".count).prefix { $0 != ";" }.split(separator: " ")
        let libraries = try Self.catalogs().map { $0.deletingPathExtension().lastPathComponent }
        #expect(documented.map(String.init).sorted() == libraries.sorted())
    }
}
