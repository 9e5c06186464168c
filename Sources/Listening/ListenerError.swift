// SPDX-License-Identifier: Apache-2.0

import Glibc

/// An error in a listening socket, in one line.
public struct ListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path or descriptor of the socket.
    public let subject: String

    /// The cause of the error.
    public let cause: String

    /// Creates an error about `subject`.
    public init(subject: String, cause: String) {
        self.subject = subject
        self.cause = cause
    }

    /// The error in one line.
    public var description: String { "listen on \(subject): \(cause)" }
}

extension ListenerError {
    /// Creates an error of a system call.
    package init(subject: String, errorNumber: Int32) {
        self.init(subject: subject, cause: String(cString: strerror(errorNumber)))
    }
}
