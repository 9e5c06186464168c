// SPDX-License-Identifier: Apache-2.0

/// A sparse table of numbered rows, most of them vacant.
///
/// The search for the lowest vacant number of a range takes as many steps as a number has digits of base 64, however many rows exist. The
/// size follows the contents. Rows are in blocks of 64. Above the blocks are levels of words: each bit marks 64 full entries of the level
/// below.
struct SparseTable<Element: Equatable & Sendable>: Equatable, Sendable {
    /// The number of rows.
    private(set) var count = 0

    private var blocks: [UInt128: Block] = [:]
    /// The levels of words, from the lowest up: bit `n % 64` of word `n / 64` marks that block or word `n` below is full.
    private var fullness = [[UInt128: UInt64]](repeating: [:], count: Self.levels)

    private static var levels: Int { (UInt128.bitWidth + 5) / 6 }

    /// A block of up to 64 rows: a bit mask of the present rows, and these in order.
    private struct Block: Equatable, Sendable {
        var taken: UInt64 = 0
        var elements: [Element] = []

        func rank(of bit: UInt64) -> Int { (taken & (bit - 1)).nonzeroBitCount }

        /// Stores a row; returns the former row, and whether the block is full now.
        mutating func put(_ element: Element, at bit: UInt64) -> (old: Element?, isFull: Bool) {
            let rank = rank(of: bit)
            guard taken & bit == 0 else {
                defer { elements[rank] = element }
                return (elements[rank], taken == .max)
            }
            elements.insert(element, at: rank)
            taken |= bit
            return (nil, taken == .max)
        }

        /// Removes a row and returns it.
        mutating func remove(_ bit: UInt64) -> Element? {
            guard taken & bit != 0 else { return nil }
            taken &= ~bit
            return elements.remove(at: rank(of: bit))
        }
    }

    /// The row of a number; nil if it is vacant.
    subscript(number: UInt128) -> Element? {
        get {
            guard let block = blocks[number >> 6] else { return nil }
            let bit = Self.bit(number)
            return block.taken & bit == 0 ? nil : block.elements[block.rank(of: bit)]
        }
        set { put(newValue, at: number) }
    }

    /// Stores or removes the row of a number, and returns the former row.
    @discardableResult
    mutating func put(_ element: Element?, at number: UInt128) -> Element? {
        if let element { insert(element, at: number) } else { remove(number) }
    }

    /// Returns the lowest vacant number of a range.
    func firstVacancy(in range: ClosedRange<UInt128>) -> UInt128? {
        var number = range.lowerBound
        var level = 0
        // Upwards, while the rest of a level is full, ...
        while true {
            let vacant = ~word(number >> 6, at: level) & (UInt64.max << (number & 63))
            if vacant != 0 {
                number = number & ~63 | UInt128(vacant.trailingZeroBitCount)
                break
            }
            number = number >> 6 + 1
            level += 1
            guard level <= Self.levels else { return nil }
        }
        guard number <= range.upperBound >> (6 * level) else { return nil }
        // ... and down again to the first vacant number.
        while level > 0 {
            level -= 1
            number = number << 6 | UInt128((~word(number, at: level)).trailingZeroBitCount)
        }
        return number <= range.upperBound ? number : nil
    }

    /// The rows, sorted by number.
    var rows: [(number: UInt128, element: Element)] {
        blocks.sorted { $0.key < $1.key }.flatMap { key, block in
            (0..<64).filter { block.taken & 1 << $0 != 0 }.enumerated().map { rank, bit in
                (key << 6 | UInt128(bit), block.elements[rank])
            }
        }
    }

    private mutating func insert(_ element: Element, at number: UInt128) -> Element? {
        let key = number >> 6
        let (old, isFull) = blocks[key, default: Block()].put(element, at: Self.bit(number))
        guard old == nil else { return old }
        count += 1
        if isFull { fill(key) }
        return nil
    }

    private mutating func remove(_ number: UInt128) -> Element? {
        let key = number >> 6
        let wasFull = blocks[key]?.taken == .max
        guard let old = blocks[key]?.remove(Self.bit(number)) else { return nil }
        count -= 1
        if blocks[key]?.taken == 0 { blocks[key] = nil }
        if wasFull { drain(key) }
        return old
    }

    /// Marks a block as full, and all words that become full with it.
    private mutating func fill(_ block: UInt128) {
        var number = block
        for level in 0..<Self.levels {
            fullness[level][number >> 6, default: 0] |= Self.bit(number)
            guard fullness[level][number >> 6] == .max else { return }
            number >>= 6
        }
    }

    /// Marks a block as not full, and all words above it.
    private mutating func drain(_ block: UInt128) {
        var number = block
        for level in 0..<Self.levels {
            guard let word = fullness[level][number >> 6] else { return }
            let rest = word & ~Self.bit(number)
            fullness[level][number >> 6] = rest == 0 ? nil : rest
            guard word == .max else { return }
            number >>= 6
        }
    }

    private func word(_ key: UInt128, at level: Int) -> UInt64 {
        (level == 0 ? blocks[key]?.taken : fullness[level - 1][key]) ?? 0
    }

    private static func bit(_ number: UInt128) -> UInt64 { 1 << UInt64(truncatingIfNeeded: number & 63) }
}
