// SPDX-License-Identifier: Apache-2.0

import CLinux

/// An entry of a directory.
public struct DirectoryEntry: Hashable, Sendable {
    /// The name of the entry.
    public let name: String
    /// The inode number (`d_ino`).
    public let inode: UInt64
    /// A Boolean value that indicates whether the entry is a directory (`DT_DIR`).
    public let isDirectory: Bool

    /// Lists a directory, without `.` and `..` and without names that are not UTF-8.
    ///
    /// Equivalent to: `ls --almost-all PATH`
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - goesOn: A condition that is evaluated before each entry; the list ends when it returns false.
    public static func list(_ path: String, while goesOn: () -> Bool = { true }) throws(SyscallError)
        -> [DirectoryEntry]
    {
        guard let directory = opendir(path) else { throw SyscallError(lastOf: "list", subject: path) }
        defer { closedir(directory) }
        var entries: [DirectoryEntry] = []
        while goesOn(), let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name, name != ".", name != ".." else { continue }
            let isDirectory = entry.pointee.d_type == UInt8(DT_DIR)
            entries.append(DirectoryEntry(name: name, inode: UInt64(entry.pointee.d_ino), isDirectory: isDirectory))
        }
        return entries
    }
}
