// SPDX-License-Identifier: Apache-2.0

/// Why the daemon gave no answer: one line, with what to do.
public struct AdminError: Error, Sendable, CustomStringConvertible {
    /// The line.
    public let description: String
    /// Whether there was no answer at all: no daemon runs, or not there.
    public let isUnanswered: Bool

    init(_ description: String, isUnanswered: Bool = false) {
        self.description = description
        self.isUnanswered = isUnanswered
    }
}
