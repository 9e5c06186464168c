// SPDX-License-Identifier: Apache-2.0

/// How many descriptors relays may have: a share of the process's, so that Docker can always be answered, and ports held.
struct Allowance: Hashable, Sendable {
    private let limit: Int
    private(set) var used = 0

    /// So many.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes so many; false if they are not there.
    mutating func take(_ count: Int) -> Bool {
        guard used + count <= limit else { return false }
        used += count
        return true
    }

    /// Gives so many back.
    mutating func give(_ count: Int) {
        used -= count
    }
}
