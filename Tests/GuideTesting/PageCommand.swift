// SPDX-License-Identifier: Apache-2.0

/// A command of a page, as its reader types it, and what the page says of it.
///
/// - A `sh` block has commands only; one that ends in `\` goes on on the next line.
/// - A `console` block has commands behind `$ `, each followed by what it prints (``PrintedOutput``); where nothing follows,
///   the page does not say.
/// - Every command succeeds, but those of a block that is opened by `console fails`.
public struct PageCommand: Hashable, Sendable {
    /// The command, of several lines perhaps.
    public let text: String
    /// What it prints, where the page says so.
    public let output: PrintedOutput?
    /// Whether it exits with something else than 0.
    public let fails: Bool
    /// The number of its line in the page, counted from 1.
    public let line: Int

    /// The commands of a page, in order.
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
            // Before the first prompt stands nothing, or the block is none of ours.
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

    /// Whether it only asks: then it may be asked again while what it asks about is still on its way, as a reader would.
    public var isQuestion: Bool {
        ["curl", "ping", "docker exec", "docker inspect", "docker run --rm", "mdnp"].contains {
            text.hasPrefix($0 + " ")
        }
    }
}
