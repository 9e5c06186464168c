// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// How much a search may look at, and for how long.
struct SearchLimit {
    private var entries: Int
    private let end: ContinuousClock.Instant

    /// So many entries of directories, and no longer than a time.
    init(entries: Int, time: Duration) {
        self.entries = entries
        end = .now + time
    }

    /// Counts one entry; false once there have been too many, or the time is over.
    mutating func allowsNext() -> Bool {
        guard entries > 0 else { return false }
        entries -= 1
        // The clock costs more than an entry.
        guard entries.isMultiple(of: 64), ContinuousClock.now >= end else { return true }
        entries = 0
        return false
    }
}

extension DirectoryEntry {
    /// The entries of a directory, as far as a limit allows; none if it cannot be read.
    static func list(_ path: String, within limit: inout SearchLimit) -> [DirectoryEntry] {
        (try? list(path) { limit.allowsNext() }) ?? []
    }
}
