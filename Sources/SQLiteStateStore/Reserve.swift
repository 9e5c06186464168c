// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem

/// Disk space that is reserved for a full disk, so that mdnp can still delete records of stale objects.
struct Reserve: Sendable {
    private let path: String

    /// Exceeds the size of a commit, and the growth of the database since the start of its log.
    private static let size: off_t = 256 << 10

    /// The reserved space beside the file of the state.
    init(beside file: StateFile) {
        path = file.path + ".reserve"
    }

    /// Allocates the space if the disk has enough.
    func allocate() {
        guard access(path, F_OK) != 0, let file = try? OwnedDescriptor(opening: path, access: .create) else { return }
        if file.withRaw({ posix_fallocate($0, 0, Self.size) }) != 0 { release() }
    }

    /// Frees the space for any use.
    func release() {
        unlink(path)
    }
}
