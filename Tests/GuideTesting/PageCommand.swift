// SPDX-License-Identifier: Apache-2.0

/// A command that a page shows, and the result that the page states.
///
/// - A `sh` block has commands only. A line that ends in `\` continues on the next line.
/// - A `console` block has commands after `$ `, each followed by its output (``PrintedOutput``). Without following lines, any output is
///   accepted.
/// - Every command succeeds, except those of a block that opens with `console fails`.
public struct PageCommand: Hashable, Sendable {
    /// The command, with one or more lines.
    public let text: String
    /// The expected output; nil if the page shows none.
    public let output: PrintedOutput?
    /// A Boolean value that is true if the command exits with another status than 0.
    public let fails: Bool
    /// The number of the command's line in the page, counted from 1.
    public let line: Int

    /// Returns the commands of a page, in order.
    public static func all(in page: String) -> [PageCommand] {
        MarkdownBlock.all(in: page).flatMap { block -> [PageCommand] in
            switch block.language {
            case "sh": commands(of: block, prompt: "")
            case "console": commands(of: block, prompt: "$ ")
            default: []
            }
        }
    }

    private static func commands(of block: MarkdownBlock, prompt: String) -> [PageCommand] {
        var commands: [PageCommand] = []
        var rest = block.lines[...]
        while let first = rest.popFirst() {
            let line = block.firstLine + rest.startIndex - 1
            // Text before the first prompt means that the block has no commands.
            guard first.hasPrefix(prompt), !first.isEmpty else { continue }
            var text = String(first.dropFirst(prompt.count))
            while text.hasSuffix("\\"), let next = rest.popFirst() { text += "\n" + next }
            let printed = prompt.isEmpty ? [] : rest.prefix { !$0.hasPrefix(prompt) }
            rest = rest.dropFirst(printed.count)
            commands.append(
                PageCommand(
                    text: text,
                    output: printed.isEmpty ? nil : PrintedOutput(Array(printed)),
                    fails: block.remarks.contains("fails"),
                    line: line
                )
            )
        }
        return commands
    }

    /// A Boolean value that is true if the command only reads.
    ///
    /// A test may repeat it until the expected result appears, as a reader would.
    public var isQuestion: Bool {
        ["curl", "ping", "docker exec", "docker inspect", "docker run --rm", "mdnp"].contains {
            text.hasPrefix($0 + " ")
        }
    }
}
