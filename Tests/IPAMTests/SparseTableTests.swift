import Testing

@testable import IPAM

struct SparseTableTests {
    @Test func `an empty table is vacant from its first number on`() {
        #expect(SparseTable<Int>().firstVacancy(in: 0...0) == 0)
    }
}
