// SPDX-License-Identifier: Apache-2.0

/// An error that indicates a command with an exit code other than 0.
public struct CommandError: Error, Sendable, CustomStringConvertible {
    /// The command and its arguments.
    public let words: [String]
    /// The exit code; -1 if a signal ended the command.
    public let code: Int32
    /// The complete output of the command.
    public let output: String

    /// A description with the command, its exit code and its output.
    public var description: String {
        "\(words.joined(separator: " ")): exit \(code): \(output)"
    }
}
