// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Testing

struct LinkTests {
    /// All pages, from the root of the repository.
    private static var pages: [Page] {
        let all =
            FileManager.default.enumerator(atPath: "\(Page.root)/Documentation")?.compactMap { $0 as? String } ?? []
        let pages = all.filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/\($0)" }
        return (["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"] + pages).map { Page(path: $0) }
    }

    /// Returns the targets of a page's links as paths from the root, without links to other hosts and into the page itself.
    private static func targets(of page: Page) throws -> [String] {
        try page.text.matches(of: /\]\(([^)#]+)(#[^)]*)?\)/).map { String($0.1) }.filter { !$0.contains(":") }
            .map { "\(page.directory)/\($0)" }
            .map { URL(filePath: $0).standardized.path }
    }

    @Test(arguments: pages) func `every link of a page leads to a file`(page: Page) throws {
        for target in try Self.targets(of: page) {
            #expect(FileManager.default.fileExists(atPath: target), "\(page.path): \(target)")
        }
    }

    @Test func `every file and folder that CONTRIBUTING names exists`() throws {
        let named = try Page(path: "CONTRIBUTING.md").text.matches(
            of: /`((Sources|Tests|Documentation|script)\/[^ `]+)/
        )
        #expect(named.count > 12)
        for path in named.map(\.1) {
            #expect(FileManager.default.fileExists(atPath: "\(Page.root)/\(path)"), "\(path)")
        }
    }

    @Test
    func `the README leads to every page of the documentation, by itself or by a list, and to the security policy`()
        throws
    {
        var linked = Set(try Self.targets(of: Page(path: "README.md")))
        for list in Self.pages where list.path.hasSuffix("/README.md") && linked.contains("\(Page.root)/\(list.path)") {
            linked.formUnion(try Self.targets(of: list))
        }
        #expect(linked.contains("\(Page.root)/SECURITY.md"))
        for page in Self.pages where page.path.hasPrefix("Documentation/") {
            #expect(linked.contains("\(Page.root)/\(page.path)"), "\(page.path)")
        }
    }
}
