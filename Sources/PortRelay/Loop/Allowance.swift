// SPDX-License-Identifier: Apache-2.0

/// The number of descriptors that relays may use.
///
/// A share of the process limit, so that descriptors remain for Docker's calls and for reserved ports.
struct Allowance: Hashable, Sendable {
    private let limit: Int
    private(set) var used = 0

    /// Creates an allowance of `limit` descriptors.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a number of descriptors; false if fewer remain.
    mutating func allocate(_ count: Int) -> Bool {
        guard used + count <= limit else { return false }
        used += count
        return true
    }

    /// Returns a number of descriptors to the allowance.
    mutating func release(_ count: Int) {
        used -= count
    }
}
