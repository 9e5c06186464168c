// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The identity of a file: two paths or descriptors with the same one lead to the same file (`st_dev`, `st_ino`).
///
/// A number is used again once its file has no name and no descriptor left.
public struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    private init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }

    /// The identity of what is at a path, of a symbolic link itself; nil if nothing is found there.
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
