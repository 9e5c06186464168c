// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import Testing

struct LogTailTests {
    @Test func `the tail keeps the last thousand lines in their order`() {
        let tail = LogTail()
        #expect(tail.lines.isEmpty)
        for number in 1...3 { tail.keep("line \(number)") }
        #expect(tail.lines == ["line 1", "line 2", "line 3"])
        for number in 4...2345 { tail.keep("line \(number)") }
        #expect(tail.lines == (1346...2345).map { "line \($0)" })
    }

    @Test func `an endless line does not fill the memory`() {
        let tail = LogTail()
        tail.keep(String(repeating: "x", count: 1 << 20))
        #expect(tail.lines.map(\.count) == [4096])
    }
}
