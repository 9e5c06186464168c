// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why the socket cannot be listened on; prints as one line.
public struct ListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: a path or a descriptor.
    public let subject: String

    /// Why not.
    public let cause: String

    /// An error about `subject`.
    public init(subject: String, cause: String) {
        self.subject = subject
        self.cause = cause
    }

    /// The error in one line.
    public var description: String { "listen on \(subject): \(cause)" }
}

extension ListenerError {
    /// An error of a system call.
    package init(subject: String, errorNumber: Int32) {
        self.init(subject: subject, cause: String(cString: strerror(errorNumber)))
    }
}
