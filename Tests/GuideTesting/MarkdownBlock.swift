// SPDX-License-Identifier: Apache-2.0

/// A fenced block of a page.
public struct MarkdownBlock: Hashable, Sendable {
    /// The first word after the opening fence, such as `console`; empty if there is none.
    public let language: String
    /// The other words after the opening fence.
    public let remarks: [String]
    /// The lines between the fences.
    public let lines: [String]
    /// The number of the first line in the page, counted from 1.
    public let firstLine: Int

    /// Returns the blocks of a page, in order.
    ///
    /// A block without a closing fence extends to the end.
    public static func all(in page: String) -> [MarkdownBlock] {
        var blocks: [MarkdownBlock] = []
        var rest = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).enumerated()
            .makeIterator()
        while let (number, line) = rest.next() {
            guard line.hasPrefix(fence) else { continue }
            let words = line.dropFirst(fence.count).split(separator: " ").map(String.init)
            var lines: [String] = []
            while let (_, line) = rest.next(), line != fence { lines.append(line) }
            blocks.append(
                MarkdownBlock(
                    language: words.first ?? "",
                    remarks: Array(words.dropFirst()),
                    lines: lines,
                    // The fence's index counts from 0, and the block begins on the line after the fence.
                    firstLine: number + 2
                )
            )
        }
        return blocks
    }

    private static let fence = "```"
}
