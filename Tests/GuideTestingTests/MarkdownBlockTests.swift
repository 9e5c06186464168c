// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Testing

struct MarkdownBlockTests {
    @Test func `blocks have their language, remarks, lines and place`() {
        let page = "# A page\n\n```console fails\n$ a\n\nb\n```\ntext\n```\nplain\n```\n"
        let blocks = MarkdownBlock.all(in: page)
        #expect(blocks.map(\.language) == ["console", ""])
        #expect(blocks.map(\.remarks) == [["fails"], []])
        #expect(blocks.map(\.lines) == [["$ a", "", "b"], ["plain"]])
        #expect(blocks.map(\.firstLine) == [4, 10])
    }

    @Test func `a page without a block has none, and one that is not closed goes on to the end`() {
        #expect(MarkdownBlock.all(in: "text, `code`\n").isEmpty)
        #expect(MarkdownBlock.all(in: "```sh\na\nb").map(\.lines) == [["a", "b"]])
    }
}
