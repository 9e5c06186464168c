// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// The limits of a search in directory entries and time.
struct SearchLimit {
    private var entries: Int
    private let end: ContinuousClock.Instant

    /// A limit of directory entries and of time.
    init(entries: Int, time: Duration) {
        self.entries = entries
        end = .now + time
    }

    /// Counts one entry; false once the number or the time is exceeded.
    mutating func allowsNext() -> Bool {
        guard entries > 0 else { return false }
        entries -= 1
        // A read of the clock costs more than an entry.
        guard entries.isMultiple(of: 64), ContinuousClock.now >= end else { return true }
        entries = 0
        return false
    }
}

extension DirectoryEntry {
    /// Returns the entries of a directory up to the limit; none if the directory cannot be read.
    static func list(_ path: String, within limit: inout SearchLimit) -> [DirectoryEntry] {
        (try? list(path) { limit.allowsNext() }) ?? []
    }
}
