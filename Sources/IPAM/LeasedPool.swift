import Addressing

/// A pool and what has become of its addresses.
struct LeasedPool: Sendable {
    let pool: Pool
    private(set) var heldCount = 0
    private(set) var restingCount = 0
    private(set) var reservedCount = 0
    /// Counts up with every address that goes to rest.
    private(set) var nextOrder: UInt64 = 0

    private var states = SparseTable<AddressState>()
    /// Those that rest, the longest first; entries of others are dropped when they come to the front.
    private var queue: [Rest] = []
    private var front = 0
    /// The address that rests for a name; the latest, if it had several.
    private var lastOf: [String: UInt128] = [:]

    private struct Rest {
        let offset: UInt128
        let order: UInt64
    }

    /// The most addresses that rest at once: their former holders find them again; those that have rested longer are free.
    static var restingLimit: Int { 4096 }

    init(_ pool: Pool) {
        self.pool = pool
    }

    /// What has become of an address; nil if it is free.
    subscript(offset: UInt128) -> AddressState? {
        get { states[offset] }
        set { set(offset, newValue) }
    }

    /// Whether mdnp may choose an address.
    func isAssignable(_ offset: UInt128) -> Bool { pool.assignable?.contains(offset) ?? false }

    /// The lowest free address of a range.
    func firstFree(in range: ClosedRange<UInt128>) -> UInt128? { states.firstVacancy(in: range) }

    /// The address that has rested longest.
    var longestResting: UInt128? { front < queue.count ? queue[front].offset : nil }

    /// The address that rests for a name.
    func resting(for name: String) -> UInt128? { lastOf[name] }

    /// All addresses that are not free, in order.
    var rows: [(number: UInt128, element: AddressState)] { states.rows }

    private mutating func set(_ offset: UInt128, _ state: AddressState?) {
        count(states[offset], -1)
        if case .resting(let lease, _) = states[offset], let name = lease.name, lastOf[name] == offset {
            lastOf[name] = nil
        }
        states[offset] = state
        count(state, +1)
        if case .resting(let lease, let order) = state {
            queue.append(Rest(offset: offset, order: order))
            nextOrder = max(nextOrder, order + 1)
            if let name = lease.name { lastOf[name] = offset }
        }
        advance()
    }

    private mutating func count(_ state: AddressState?, _ change: Int) {
        switch state {
        case .held: heldCount += change
        case .resting: restingCount += change
        case .reserved: reservedCount += change
        case nil: break
        }
    }

    /// Keeps one that rests at the front, and the queue not much longer than those that rest.
    private mutating func advance() {
        while front < queue.count, !rests(queue[front]) { front += 1 }
        guard queue.count > 2 * restingCount + 64 else { return }
        queue = queue[front...].filter(rests)
        front = 0
    }

    private func rests(_ rest: Rest) -> Bool {
        guard case .resting(_, let order) = states[rest.offset] else { return false }
        return order == rest.order
    }
}

extension LeasedPool: Equatable {
    /// Whether the pools are the same, and what has become of their addresses.
    static func == (left: Self, right: Self) -> Bool { left.pool == right.pool && left.states == right.states }
}
