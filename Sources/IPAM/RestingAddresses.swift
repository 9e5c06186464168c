// SPDX-License-Identifier: Apache-2.0

/// The resting addresses of a pool, with the names of their former holders.
struct RestingAddresses: Sendable {
    /// The order number of the next resting address, which counts up.
    private(set) var nextOrder: UInt64 = 0

    /// The resting addresses, the longest first.
    private var all: [Rest] = []
    private var ofName: [String: [Rest]] = [:]

    /// A resting address, as its offset in the pool and its order number.
    struct Rest: Comparable, Sendable {
        let offset: UInt128
        let order: UInt64

        static func < (left: Self, right: Self) -> Bool { (left.order, left.offset) < (right.order, right.offset) }
    }

    /// The number of resting addresses.
    var count: Int { all.count }

    /// The address that has rested longest.
    var longest: UInt128? { all.first?.offset }

    /// Returns the last address of a name.
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

    /// Returns the index of the first element that is not less.
    private func place(of rest: Element) -> Int {
        // Most elements belong at the end.
        guard let last, rest <= last else { return endIndex }
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < rest { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
