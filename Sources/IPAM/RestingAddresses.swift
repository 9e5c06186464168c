// SPDX-License-Identifier: Apache-2.0

/// The addresses of a pool that rest, and for whom.
struct RestingAddresses: Sendable {
    /// Counts up with every address that goes to rest.
    private(set) var nextOrder: UInt64 = 0

    /// The longest first.
    private var all: [Rest] = []
    private var ofName: [String: [Rest]] = [:]

    /// An address, as distance from its pool's lowest, and when it went to rest.
    struct Rest: Comparable, Sendable {
        let offset: UInt128
        let order: UInt64

        static func < (left: Self, right: Self) -> Bool { (left.order, left.offset) < (right.order, right.offset) }
    }

    /// How many there are.
    var count: Int { all.count }

    /// The address that has rested longest.
    var longest: UInt128? { all.first?.offset }

    /// The address that a name had last.
    func latest(of name: String) -> UInt128? { ofName[name]?.last?.offset }

    mutating func insert(_ rest: Rest, for name: String?) {
        nextOrder = max(nextOrder, rest.order + 1)
        all.insert(sorted: rest)
        if let name { ofName[name, default: []].insert(sorted: rest) }
    }

    mutating func remove(_ rest: Rest, for name: String?) {
        all.remove(sorted: rest)
        guard let name else { return }
        ofName[name]?.remove(sorted: rest)
        if ofName[name]?.isEmpty == true { ofName[name] = nil }
    }
}

extension [RestingAddresses.Rest] {
    fileprivate mutating func insert(sorted rest: Element) { insert(rest, at: place(of: rest)) }

    fileprivate mutating func remove(sorted rest: Element) {
        let place = place(of: rest)
        if place < endIndex, self[place] == rest { remove(at: place) }
    }

    /// The place of the first that is not less.
    private func place(of rest: Element) -> Int {
        // Most go to the end.
        guard let last, rest <= last else { return endIndex }
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < rest { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
