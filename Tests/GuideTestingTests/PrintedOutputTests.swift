// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Testing

struct PrintedOutputTests {
    @Test(
        arguments: [
            (["a", "b"], "a\nb"),
            (["a  b"], "a     b"),
            (["  a"], "a"),
            (["a … c"], "a b c"),
            (["…c"], "abc"),
            (["a…c…e"], "abcde"),
            (["a…"], "a"),
            (["…"], ""),
            (["…"], "a\n\nb"),
            (["a", "…", "d"], "a\nb\nc\nd"),
            (["a", "…"], "a"),
            (["…", "c", "…"], "a\nb\nc"),
        ]
    )
    func `output that fits the pattern matches`(pattern: [String], text: String) {
        #expect(PrintedOutput(pattern).matches(text))
    }

    @Test(
        arguments: [
            (["a"], "b"),
            (["a"], "a\nb"),
            (["a", "b"], "a"),
            (["a … c"], "a b d"),
            (["…c"], "cd"),
            (["…", "c"], "a\nb"),
            (["a."], "ab"),
            (["A"], "a"),
        ]
    )
    func `output that differs from the pattern does not match`(pattern: [String], text: String) {
        #expect(!PrintedOutput(pattern).matches(text))
    }
}
