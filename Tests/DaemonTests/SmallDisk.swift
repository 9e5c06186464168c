// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting

/// A file system of one megabyte in memory, for what happens to others when they are full or cannot be written.
struct SmallDisk: Sendable {
    private let path: String
    private let witness: Witness

    /// Mounts it at a path.
    init(at directory: URL, _ witness: Witness) async throws {
        path = directory.path
        self.witness = witness
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try await witness("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", path)
    }

    /// Leaves no space on it.
    func fill() async throws {
        try await witness("sh", "-c", "cat /dev/zero > '\(path)/filling' 2>/dev/null || true")
    }

    /// Gives the space back.
    func empty() async throws {
        try await witness("rm", "\(path)/filling")
    }

    /// Lets it be written (`rw`) or only read (`ro`).
    func remount(_ access: String) async throws {
        try await witness("mount", "-o", "remount,\(access)", path)
    }

    /// Unmounts it.
    func remove() async throws {
        try await witness("umount", path)
    }
}
