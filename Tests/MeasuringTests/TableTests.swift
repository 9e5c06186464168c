// SPDX-License-Identifier: Apache-2.0

import Measuring
import Testing

/// Text in columns.
struct TableTests {
    @Test func `columns are as wide as their widest cell`() {
        var table = Table("metric", "a", "wide head")
        table.append(["µs", "1234", "1"])
        #expect(
            table.text == """
                metric     a  wide head
                µs      1234          1
                """
        )
    }

    @Test func `a table row may be shorter than the head`() {
        var table = Table("a", "b")
        table.append(["long"])
        #expect(table.text == "a     b\nlong")
    }
}
