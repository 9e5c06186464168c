// SPDX-License-Identifier: Apache-2.0

/// A failed system call, with its operation, subject and error number.
///
/// Prints as one line: `open /proc/sys/net/x: ENOENT: No such file or directory`.
public struct SyscallError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operation, such as `"open"`.
    public let operation: String
    /// The subject: a path, or the purpose of a descriptor; may be empty.
    public let subject: String
    /// The error number.
    public let number: ErrorNumber

    /// Creates an error from its parts.
    public init(operation: String, subject: String, number: ErrorNumber) {
        self.operation = operation
        self.subject = subject
        self.number = number
    }

    /// Creates an error with the error number of the last call on this thread.
    public init(lastOf operation: String, subject: String) {
        self.init(operation: operation, subject: subject, number: .last)
    }

    /// The error in one line.
    public var description: String {
        let head = subject.isEmpty ? operation : "\(operation) \(subject)"
        return "\(head): \(number)"
    }
}
