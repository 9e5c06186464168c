// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// A set or a map that rules of another program look packets up in.
struct FilterSet {
    /// An element: a range of keys, and in a map what it leads to.
    struct Element {
        /// The range; nil for the element of all keys that no other element has (`*`).
        let lower: [UInt8]
        let upper: [UInt8]
        let isRest: Bool
        let value: NFData?
    }

    /// The number of bytes of a key, all of its fields together.
    let keyLength: Int
    /// Whether it leads keys to values.
    let isMap: Bool
    /// The elements; that of all other keys comes last.
    let elements: [Element]

    /// A set with its elements, as the kernel lists them.
    init(_ set: NFSet, elements: [NFElement]) {
        keyLength = Int(set.key.length)
        isMap = set.flags.contains(.map)
        let rest = elements.filter { $0.flags & Self.catchAll != 0 }
        let others = elements.filter { $0.flags & Self.catchAll == 0 }
        let hasEnds = set.flags.contains(.interval) && !set.flags.contains(.concatenation)
        let ranges = hasEnds ? Self.ranges(others) : others.map { ($0.key, $0.keyEnd ?? $0.key, $0.value) }
        self.elements =
            ranges.map { Element(lower: $0, upper: $1, isRest: false, value: $2) }
            + rest.map { Element(lower: [], upper: [], isRest: true, value: $0.value) }
    }

    /// The flag of the element of all keys that no other element has (`NFT_SET_ELEM_CATCHALL`).
    private static var catchAll: UInt32 { 2 }

    /// An element begins a range, and the next one ends it: one with a flag is the first key behind it.
    private static func ranges(_ elements: [NFElement]) -> [([UInt8], [UInt8], NFData?)] {
        let sorted = elements.sorted { left, right in
            left.key == right.key
                ? left.isEnd && !right.isEnd : left.key.lexicographicallyPrecedes(right.key)
        }
        return sorted.indices.compactMap { index in
            let element = sorted[index]
            guard !element.isEnd else { return nil }
            let next = sorted[(index + 1)...].first { $0.key != element.key }
            let last = next.map { $0.key.preceding } ?? [UInt8](repeating: 0xff, count: element.key.count)
            return (element.key, last, element.value)
        }
    }
}

extension NFElement {
    fileprivate var isEnd: Bool { flags & Self.intervalEnd != 0 }
}

extension [UInt8] {
    /// The number before this one, of as many bytes.
    fileprivate var preceding: Self {
        var bytes = self
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xff { break }
        }
        return bytes
    }
}
