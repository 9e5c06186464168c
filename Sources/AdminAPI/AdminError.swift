// SPDX-License-Identifier: Apache-2.0

/// An error in a request to the daemon, in one line with a remedy.
public struct AdminError: Error, Sendable, CustomStringConvertible {
    /// The error in one line.
    public let description: String
    /// A Boolean value that indicates whether the daemon did not respond at all.
    public let isUnanswered: Bool

    init(_ description: String, isUnanswered: Bool = false) {
        self.description = description
        self.isUnanswered = isUnanswered
    }
}
