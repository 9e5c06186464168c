// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A file by what decides who may use it (`struct stat`).
public struct FileStatus: Hashable, Sendable {
    /// What a file is (`S_IFMT`).
    public enum Kind: Hashable, Sendable {
        case directory, regular, symbolicLink, other
    }

    /// What it is.
    public var kind: Kind
    /// The user that it belongs to (`st_uid`).
    public var owner: UInt32
    /// Who may read, write and search it: the lower twelve bits of the mode.
    public var permissions: UInt16
    /// How many names it has (`st_nlink`).
    public var names: UInt64

    /// A file by all of that.
    public init(_ kind: Kind, owner: UInt32, permissions: UInt16, names: UInt64 = 1) {
        self.kind = kind
        self.owner = owner
        self.permissions = permissions
        self.names = names
    }

    /// The file at a path, a symbolic link itself unless links are followed; nil if there is none.
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

    /// Whether others than the owner may do anything with it.
    public var isOpenToOthers: Bool { permissions & 0o077 != 0 }
    /// Whether others than the owner may change it.
    public var isWritableByOthers: Bool { permissions & 0o022 != 0 }

    /// Whether, in a directory, only a user and root can put something in the place of what is the user's.
    ///
    /// Where others may write, the sticky bit (`S_ISVTX`) leaves to everyone what is theirs.
    public func keeps(filesOf user: UInt32) -> Bool {
        [0, user].contains(owner) && (!isWritableByOthers || permissions & 0o1000 != 0)
    }
}
