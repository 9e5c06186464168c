// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import IPAM

struct SparseTableTests {
    private static let top = UInt128.max

    private static func table(_ numbers: some Sequence<UInt128>) -> SparseTable<Int> {
        var table = SparseTable<Int>()
        for number in numbers { table[number] = 1 }
        return table
    }

    @Test func `an empty table is vacant from the first number on`() {
        let table = SparseTable<Int>()
        #expect(table.firstVacancy(in: 0...0) == 0)
        #expect(table.firstVacancy(in: 0...Self.top) == 0)
        #expect(table.firstVacancy(in: 100_000...Self.top) == 100_000)
        #expect(table.firstVacancy(in: Self.top...Self.top) == Self.top)
        #expect(table.count == 0)
        #expect(table.rows.isEmpty)
        #expect(table[7] == nil)
    }

    @Test func `a row is the last stored one, and none after its removal`() {
        var table = SparseTable<String>()
        table[70] = "a"
        table[64] = "b"
        table[127] = "c"
        #expect((table[70], table[64], table[127]) == ("a", "b", "c"))
        table[70] = "d"
        #expect(table[70] == "d")
        #expect(table.count == 3)
        table[64] = nil
        table[64] = nil
        #expect((table[70], table[64], table[127]) == ("d", nil, "c"))
        #expect(table.count == 2)
    }

    @Test func `rows are sorted by their numbers`() {
        let numbers: [UInt128] = [5000, 0, Self.top, 63, 64, 1 << 100, 65]
        #expect(Self.table(numbers).rows.map(\.number) == numbers.sorted())
    }

    @Test func `every subset of eight numbers around a boundary has the expected vacancies`() {
        for base: UInt128 in [0, 60, 4092, 262_140, Self.top - 7] {
            for subset in 0..<256 {
                let taken = Set((0..<8).filter { subset & 1 << $0 != 0 }.map { base + UInt128($0) })
                let table = Self.table(taken)
                for low in base...base + 7 {
                    for high in low...base + 7 {
                        let expected = (low...high).first { !taken.contains($0) }
                        guard table.firstVacancy(in: low...high) != expected else { continue }
                        Issue.record("base \(base), subset \(subset), range \(low)...\(high): not \(expected ?? 0)")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: [64, 4096, 262_144] as [UInt128])
    func `a full subtree is skipped, and searched again after a removal`(size: UInt128) throws {
        for base in [0, size, size * 5, 1 << 100, Self.top - 2 * size + 1] {
            var table = Self.table(base..<base + size)
            #expect(table.count == Int(size))
            #expect(table.firstVacancy(in: base...Self.top) == base + size)
            #expect(table.firstVacancy(in: base...base + size - 1) == nil)
            #expect(table.firstVacancy(in: base...base + size) == base + size)
            for hole in [base, base + 1, base + 63, base + size / 2, base + size - 1] {
                table[hole] = nil
                #expect(table.firstVacancy(in: base...Self.top) == hole)
                #expect(table.firstVacancy(in: hole...hole) == hole)
                #expect(table.firstVacancy(in: hole + 1...Self.top) == base + size)
                table[hole] = 1
                #expect(table.firstVacancy(in: base...Self.top) == base + size)
            }
        }
    }

    @Test func `a table with full rows up to the highest number has no vacancy there`() {
        let table = Self.table(Self.top - 4200...Self.top)
        #expect(table.firstVacancy(in: Self.top - 4200...Self.top) == nil)
        #expect(table.firstVacancy(in: Self.top...Self.top) == nil)
        #expect(table.firstVacancy(in: Self.top - 4201...Self.top) == Self.top - 4201)
    }

    @Test func `a table after a removal equals one that never had the row`() {
        var generator = SeededGenerator(seed: 7)
        let kept = (0..<300).map { UInt128($0 * 3) }
        var table = Self.table(kept)
        let others = (0..<9000).map { UInt128($0) }.filter { $0 % 3 != 0 || $0 >= 900 }
        for number in others.shuffled(using: &generator) { table[number] = 1 }
        #expect(table != Self.table(kept))
        for number in others.shuffled(using: &generator) { table[number] = nil }
        #expect(table == Self.table(kept.reversed()))
        for number in kept { table[number] = nil }
        #expect(table == SparseTable<Int>())
    }

    /// The ranges of numbers in a run, and their sizes.
    @Test(
        arguments: [
            (0, 64), (0, 200), (0, 5000), (4000, 5000), (262_000, 9000), (1 << 96, 9000), (.max - 8999, 9000),
            (1 << 64 - 100, 1 << 30), (0, .max),
        ] as [(UInt128, UInt128)]
    )
    func `a table has the rows and vacancies of a plain set`(base: UInt128, width: UInt128) {
        var generator = SeededGenerator(seed: 42)
        var table = SparseTable<Int>()
        var plain: [UInt128: Int] = [:]
        let last = base + (width - 1)
        for step in 0..<20_000 {
            // Dense and sparse phases alternate.
            let isFilling = step / 5000 % 2 == 0
            let number = UInt128.random(in: base...last, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<(isFilling ? 3 : 1):
                table[number] = step
                plain[number] = step
            case 0..<(isFilling ? 6 : 2):
                guard let vacancy = table.firstVacancy(in: number...last) else { break }
                table[vacancy] = step
                plain[vacancy] = step
            case 0..<(isFilling ? 7 : 6):
                let number = plain.isEmpty ? number : plain[plain.startIndex].key
                table[number] = nil
                plain[number] = nil
            default:
                let range = number...min(last, number + min(UInt128(step % 700), last - number))
                let expected = range.first { plain[$0] == nil }
                guard table.firstVacancy(in: range) != expected else { break }
                Issue.record("step \(step) of base \(base), seed 42: vacancy of \(range)")
                return
            }
            guard table[number] == plain[number], table.count == plain.count else {
                Issue.record("step \(step) of base \(base), seed 42: row \(number)")
                return
            }
        }
        #expect(table.rows.map(\.number) == plain.keys.sorted())
        #expect(table.rows.allSatisfy { plain[$0.number] == $0.element })
    }
}
