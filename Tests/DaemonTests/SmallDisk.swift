// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting

/// A tmpfs of one megabyte, for tests of a full or read-only file system.
struct SmallDisk: Sendable {
    private let path: String
    private let witness: Witness

    /// Mounts the file system at a path.
    init(at directory: URL, _ witness: Witness) async throws {
        path = directory.path
        self.witness = witness
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try await witness("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", path)
    }

    /// Fills the file system.
    func fill() async throws {
        try await witness("sh", "-c", "cat /dev/zero > '\(path)/filling' 2>/dev/null || true")
    }

    /// Frees the space.
    func empty() async throws {
        try await witness("rm", "\(path)/filling")
    }

    /// Remounts the file system as writable (`rw`) or read-only (`ro`).
    func remount(_ access: String) async throws {
        try await witness("mount", "-o", "remount,\(access)", path)
    }

    /// Unmounts the file system.
    func remove() async throws {
        try await witness("umount", path)
    }
}
