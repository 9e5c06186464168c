// SPDX-License-Identifier: Apache-2.0

/// A command that did not exit with 0.
public struct CommandError: Error, Sendable, CustomStringConvertible {
    /// The command's words.
    public let words: [String]
    /// What it exited with; -1 when a signal ended it.
    public let code: Int32
    /// All that it printed.
    public let output: String

    /// Command, code and output.
    public var description: String {
        "\(words.joined(separator: " ")): exit \(code): \(output)"
    }
}
