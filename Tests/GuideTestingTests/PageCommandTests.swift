// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Testing

struct PageCommandTests {
    @Test func `a sh block has a command a line, and no output`() {
        let commands = PageCommand.all(in: "```sh\na b\n\nc \\\n  d\n```\n")
        #expect(commands.map(\.text) == ["a b", "c \\\n  d"])
        #expect(commands.map(\.line) == [2, 4])
        #expect(commands.allSatisfy { $0.output == nil && !$0.fails })
    }

    @Test func `a console block has commands behind prompts, each with what it prints`() {
        let commands = PageCommand.all(in: "\n```console\n$ a \\\n    b\none\n\ntwo\n$ c\n$ d\nthree\n```\n")
        #expect(commands.map(\.text) == ["a \\\n    b", "c", "d"])
        #expect(commands.map(\.output) == [PrintedOutput(["one", "", "two"]), nil, PrintedOutput(["three"])])
        #expect(commands.map(\.line) == [3, 8, 9])
    }

    @Test func `commands of a block that says so fail`() {
        let commands = PageCommand.all(in: "```console fails\n$ a\nno\n```\n```console\n$ b\n```\n")
        #expect(commands.map(\.fails) == [true, false])
    }

    @Test func `blocks of other languages have none`() {
        #expect(PageCommand.all(in: "```yaml\na: b\n```\n```\n$ a\n```\n").isEmpty)
    }

    @Test func `questions may be asked again, and nothing else`() {
        let commands = PageCommand.all(in: "```sh\ncurl x\nmdnp ports\ndocker run --rm b\ndocker run b\nmdnpx\n```")
        #expect(commands.map(\.isQuestion) == [true, true, true, false, false])
    }
}
