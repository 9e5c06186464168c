// SPDX-License-Identifier: Apache-2.0

/// A command in a lab host with an unexpected exit status.
public struct CommandFailure: Error, CustomStringConvertible {
    /// The command and its arguments.
    public let words: [String]
    /// The output and the exit status of the command.
    public let output: Output

    /// The command, its exit status and its output.
    public var description: String {
        "\(words.joined(separator: " ")): exit status \(output.status): \(output.errors)\n\(output.text)"
    }
}
