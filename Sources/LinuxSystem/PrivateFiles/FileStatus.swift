// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The type, owner and permissions of a file (`struct stat`).
public struct FileStatus: Hashable, Sendable {
    /// The type of a file (`S_IFMT`).
    public enum Kind: Hashable, Sendable {
        case directory, regular, symbolicLink, other
    }

    /// The type of the file.
    public var kind: Kind
    /// The owner of the file (`st_uid`).
    public var owner: UInt32
    /// The permissions: the lower twelve bits of the mode.
    public var permissions: UInt16
    /// The number of hard links (`st_nlink`).
    public var names: UInt64

    /// Creates a status from its parts.
    public init(_ kind: Kind, owner: UInt32, permissions: UInt16, names: UInt64 = 1) {
        self.kind = kind
        self.owner = owner
        self.permissions = permissions
        self.names = names
    }

    /// The status of the file at a path; nil if there is none.
    ///
    /// A symbolic link itself is read unless links are followed.
    ///
    /// The corresponding C functions are `lstat` and `stat`.
    public init?(path: String, followingLinks: Bool = false) throws(SyscallError) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
            if ErrorNumber.last == .notFound { return nil }
            throw SyscallError(lastOf: "stat", subject: path)
        }
        let kind: Kind =
            switch mode_t(status.st_mode) & mode_t(S_IFMT) {
            case mode_t(S_IFDIR): .directory
            case mode_t(S_IFREG): .regular
            case mode_t(S_IFLNK): .symbolicLink
            default: .other
            }
        self.init(
            kind,
            owner: status.st_uid,
            permissions: UInt16(status.st_mode & 0o7777),
            names: UInt64(status.st_nlink)
        )
    }

    /// A Boolean value that indicates whether users other than the owner have any permission.
    public var isOpenToOthers: Bool { permissions & 0o077 != 0 }
    /// A Boolean value that indicates whether users other than the owner may write.
    public var isWritableByOthers: Bool { permissions & 0o022 != 0 }

    /// Returns whether only a user and root can replace the user's files in this directory.
    ///
    /// In a directory that others may write, the sticky bit (`S_ISVTX`) protects the files of each user.
    public func keeps(filesOf user: UInt32) -> Bool {
        [0, user].contains(owner) && (!isWritableByOthers || permissions & 0o1000 != 0)
    }
}
