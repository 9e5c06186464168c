// SPDX-License-Identifier: Apache-2.0

/// A system call that failed: which, on what, and why.
///
/// Prints as one line: `open /proc/sys/net/x: ENOENT: No such file or directory`.
public struct SyscallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, such as `"open"`.
    public let operation: String
    /// On what: a path, a descriptor's purpose; may be empty.
    public let subject: String
    /// Why it failed.
    public let number: ErrorNumber

    /// An error with all its parts.
    public init(operation: String, subject: String, number: ErrorNumber) {
        self.operation = operation
        self.subject = subject
        self.number = number
    }

    /// An error with the number that the call just made on this thread has left behind.
    public init(lastOf operation: String, subject: String) {
        self.init(operation: operation, subject: subject, number: .last)
    }

    /// The error in one line.
    public var description: String {
        let head = subject.isEmpty ? operation : "\(operation) \(subject)"
        return "\(head): \(number)"
    }
}
