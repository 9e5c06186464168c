/// How many descriptors relays may have: half of the process's, so that Docker can always be answered, and ports held.
struct Allowance: Hashable, Sendable {
    private let limit: Int
    private(set) var used = 0

    /// The share of a process that may have so many (`RLIMIT_NOFILE`).
    init(ofDescriptors limit: UInt64) {
        self.limit = Int(clamping: limit / 2)
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
