// SPDX-License-Identifier: Apache-2.0

/// A command in a lab host that ended as it should not have.
public struct CommandFailure: Error, CustomStringConvertible {
    /// The command's words.
    public let words: [String]
    /// What it said.
    public let output: Output

    /// The command, how it ended and what it said.
    public var description: String {
        "\(words.joined(separator: " ")): exit status \(output.status): \(output.errors)\n\(output.text)"
    }
}
