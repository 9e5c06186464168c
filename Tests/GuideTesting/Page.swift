// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

/// A page of the documentation whose commands are run as they stand.
public struct Page: Hashable, Sendable, CustomTestStringConvertible {
    /// Where it is, from the root of the repository.
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

    /// A page by its path.
    public init(path: String) {
        self.path = path
    }

    /// The directory in which its commands are typed.
    public var directory: String {
        URL(filePath: "\(Self.root)/\(path)").deletingLastPathComponent().path
    }

    /// What it says.
    public var text: String {
        get throws { try String(contentsOfFile: "\(Self.root)/\(path)", encoding: .utf8) }
    }

    /// Its fenced blocks, in order.
    public var blocks: [MarkdownBlock] {
        get throws { MarkdownBlock.all(in: try text) }
    }

    /// Its commands, in order.
    public var commands: [PageCommand] {
        get throws { PageCommand.all(in: try text) }
    }

    /// Its name, as a test says it.
    public var testDescription: String { path }
}
