// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A directory that belongs to the user of the process alone, and so do the files in it.
public struct PrivateDirectory: Sendable {
    /// A file or directory whose permissions for others were removed.
    public struct Tightening: Hashable, Sendable {
        /// The path of the file or directory.
        public let path: String
        /// The permissions before.
        public let before: UInt16
        /// The permissions now.
        public let now: UInt16
    }

    /// The files and directories that were open to others before.
    public let tightenings: [Tightening]

    /// Checks an existing directory and its files with a name prefix, and removes the permissions of other users.
    ///
    /// Subdirectories stay unchanged.
    ///
    /// - Throws: ``PrivateDirectoryError`` for a file or directory of another user or of a wrong type. Symbolic links are not followed.
    public init(path: String, filesBeginningWith prefix: String) throws(PrivateDirectoryError) {
        let user = geteuid()
        guard let status = try Self.status(path) else { throw PrivateDirectoryError("does not exist; create it") }
        if let problem = status.problem(asDirectoryOf: user, at: path) { throw problem }
        var tightenings = try Self.tighten(path, from: status, to: 0o700)
        // From here on, no other user can create files in the directory.
        let names = try Self.wrapping { () throws(SyscallError) in try DirectoryEntry.list(path) }.map(\.name).sorted()
        for name in names where name.hasPrefix(prefix) {
            let file = "\(path)/\(name)"
            guard let found = try Self.status(file), found.kind != .directory else { continue }
            if let problem = found.problem(asFileOf: user, at: file, wasInOpenDirectory: status.isWritableByOthers) {
                throw problem
            }
            tightenings += try Self.tighten(file, from: found, to: 0o600)
        }
        self.tightenings = tightenings
    }

    private static func status(_ path: String) throws(PrivateDirectoryError) -> FileStatus? {
        try wrapping { () throws(SyscallError) in try FileStatus(path: path) }
    }

    private static func tighten(
        _ path: String,
        from status: FileStatus,
        to permissions: UInt16
    ) throws(PrivateDirectoryError) -> [Tightening] {
        guard status.isOpenToOthers else { return [] }
        try wrapping { () throws(SyscallError) in
            guard chmod(path, mode_t(permissions)) == 0 else {
                throw SyscallError(lastOf: "change permissions of", subject: path)
            }
        }
        return [Tightening(path: path, before: status.permissions, now: permissions)]
    }

    private static func wrapping<Value>(_ call: () throws(SyscallError) -> Value) throws(PrivateDirectoryError) -> Value
    {
        do throws(SyscallError) {
            return try call()
        } catch {
            throw PrivateDirectoryError("\(error)")
        }
    }
}

/// A reason why a directory is not private.
public struct PrivateDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problem and the remedy; the caller names the directory.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension FileStatus {
    /// Returns the problem of a directory that is not private, except for its permissions.
    func problem(asDirectoryOf user: UInt32, at path: String) -> PrivateDirectoryError? {
        switch kind {
        case .symbolicLink: .init("is a symbolic link; name its target directory")
        case .regular, .other: .init("is not a directory; remove it, or name another path")
        case .directory where owner != user:
            .init(
                "belongs to user \(owner), not to user \(user); check its contents, then run \"chown -R \(user) \(path)\""
            )
        case .directory: nil
        }
    }

    /// Returns the problem of a file that is not private, except for its permissions.
    ///
    /// - Parameter wasInOpenDirectory: Whether others could create or link files in the directory.
    func problem(
        asFileOf user: UInt32,
        at path: String,
        wasInOpenDirectory: Bool
    ) -> PrivateDirectoryError? {
        switch kind {
        case .symbolicLink: .init("\(path) is a symbolic link; replace it with the file itself")
        case .directory, .other: .init("\(path) is not a file; remove it")
        case .regular where owner != user:
            .init(
                "\(path) belongs to user \(owner), not to user \(user); check its contents, then run \"chown \(user) \(path)\""
            )
        case .regular where names > 1 && wasInOpenDirectory:
            .init("\(path) has \(names) hard links; replace it with a copy")
        case .regular: nil
        }
    }
}
