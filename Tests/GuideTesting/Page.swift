// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

/// A page of the documentation whose commands the tests run unchanged.
public struct Page: Hashable, Sendable, CustomTestStringConvertible {
    /// The path from the root of the repository.
    public let path: String

    /// The root of the repository.
    public static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        .path

    /// The README and the guides.
    public static var all: [Page] {
        let guides = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/Documentation/Guides")) ?? []
        let pages = guides.filter { $0.hasSuffix(".md") }.sorted().map { Page(path: "Documentation/Guides/\($0)") }
        return [Page(path: "README.md")] + pages
    }

    /// Creates a page from its path.
    public init(path: String) {
        self.path = path
    }

    /// The directory in which the commands of the page run.
    public var directory: String {
        URL(filePath: "\(Self.root)/\(path)").deletingLastPathComponent().path
    }

    /// The text of the page.
    public var text: String {
        get throws { try String(contentsOfFile: "\(Self.root)/\(path)", encoding: .utf8) }
    }

    /// The fenced blocks of the page, in order.
    public var blocks: [MarkdownBlock] {
        get throws { MarkdownBlock.all(in: try text) }
    }

    /// The commands of the page, in order.
    public var commands: [PageCommand] {
        get throws { PageCommand.all(in: try text) }
    }

    /// The page in the name of a test case: its path.
    public var testDescription: String { path }
}
