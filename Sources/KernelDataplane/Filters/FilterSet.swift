// SPDX-License-Identifier: Apache-2.0

import NetlinkWire
import NetworkModel

/// A set or map of another program's rules.
struct FilterSet {
    /// An element: a range of keys, and in a map their value.
    struct Element {
        /// The first key of the range; empty for the catch-all element (`*`).
        let lower: [UInt8]
        let upper: [UInt8]
        let isRest: Bool
        let value: NFData?
    }

    /// The number of bytes of a key, all of its fields together.
    let keyLength: Int
    /// A Boolean value that indicates whether keys have values.
    let isMap: Bool
    /// The elements; the catch-all element comes last.
    let elements: [Element]

    /// Creates a set from the elements that the kernel lists.
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

    /// The flag of the catch-all element (`NFT_SET_ELEM_CATCHALL`).
    private static var catchAll: UInt32 { 2 }

    /// Returns the ranges of elements: each begins one, and the next key ends it.
    ///
    /// An element with the end flag only ends one.
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
    /// The preceding number, with the same number of bytes.
    fileprivate var preceding: Self {
        var bytes = self
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xff { break }
        }
        return bytes
    }
}
