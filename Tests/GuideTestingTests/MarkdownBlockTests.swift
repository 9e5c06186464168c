// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Testing

struct MarkdownBlockTests {
    @Test func `a block has its language, remarks, lines and line number`() {
        let page = "# A page\n\n```console fails\n$ a\n\nb\n```\ntext\n```\nplain\n```\n"
        let blocks = MarkdownBlock.all(in: page)
        #expect(blocks.map(\.language) == ["console", ""])
        #expect(blocks.map(\.remarks) == [["fails"], []])
        #expect(blocks.map(\.lines) == [["$ a", "", "b"], ["plain"]])
        #expect(blocks.map(\.firstLine) == [4, 10])
    }

    @Test func `a page without a block has none, and a block without a closing fence extends to the end`() {
        #expect(MarkdownBlock.all(in: "text, `code`\n").isEmpty)
        #expect(MarkdownBlock.all(in: "```sh\na\nb").map(\.lines) == [["a", "b"]])
    }
}
