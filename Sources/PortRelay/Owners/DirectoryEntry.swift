import CLinux

/// An entry of a directory.
struct DirectoryEntry {
    /// Its name.
    let name: String
    /// Its inode number (`d_ino`).
    let inode: UInt64
    /// Whether it is a directory itself (`DT_DIR`).
    let isDirectory: Bool

    /// The entries of a directory, as far as a limit allows, without names that begin with a dot or are not UTF-8; none if it cannot be read.
    static func list(_ path: String, within limit: inout SearchLimit) -> [DirectoryEntry] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var entries: [DirectoryEntry] = []
        while limit.allowsNext(), let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name, !name.hasPrefix(".") else { continue }
            let isDirectory = entry.pointee.d_type == UInt8(DT_DIR)
            entries.append(DirectoryEntry(name: name, inode: UInt64(entry.pointee.d_ino), isDirectory: isDirectory))
        }
        return entries
    }
}
