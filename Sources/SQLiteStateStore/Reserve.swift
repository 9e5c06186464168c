// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem

/// Space on the disk that is kept for the time when there is no other: with it what is over can still be forgotten.
struct Reserve: Sendable {
    private let path: String

    /// More than a commit needs, and than what the database has grown since its log began.
    private static let size: off_t = 256 << 10

    /// The space beside the file of the state.
    init(beside file: StateFile) {
        path = file.path + ".reserve"
    }

    /// Takes the space, if there is as much.
    func take() {
        guard access(path, F_OK) != 0, let file = try? OwnedDescriptor(opening: path, access: .create) else { return }
        if file.withRaw({ posix_fallocate($0, 0, Self.size) }) != 0 { give() }
    }

    /// Gives the space to whoever comes first.
    func give() {
        unlink(path)
    }
}
