// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The identity of a file (`st_dev`, `st_ino`).
///
/// Two paths or descriptors with the same identity lead to the same file.
///
/// A file system may reuse a number once the file has no name and no descriptor left.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// The identity of the file at a path; nil if there is none.
    ///
    /// Symbolic links are not followed.
    ///
    /// The corresponding C function is `lstat`.
    public init?(path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The identity of an open file.
    ///
    /// The corresponding C function is `fstat`.
    public init(_ descriptor: borrowing OwnedDescriptor, subject: String) throws(SyscallError) {
        var status = stat()
        guard descriptor.withRaw({ fstat($0, &status) }) == 0 else {
            throw SyscallError(lastOf: "stat", subject: subject)
        }
        self.init(status)
    }
}
