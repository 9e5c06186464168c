// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Testing

struct PageCommandTests {
    @Test func `a sh block has one command per line, and no output`() {
        let commands = PageCommand.all(in: "```sh\na b\n\nc \\\n  d\n```\n")
        #expect(commands.map(\.text) == ["a b", "c \\\n  d"])
        #expect(commands.map(\.line) == [2, 4])
        #expect(commands.allSatisfy { $0.output == nil && !$0.fails })
    }

    @Test func `a console block has commands after prompts, each with its output`() {
        let commands = PageCommand.all(in: "\n```console\n$ a \\\n    b\none\n\ntwo\n$ c\n$ d\nthree\n```\n")
        #expect(commands.map(\.text) == ["a \\\n    b", "c", "d"])
        #expect(commands.map(\.output) == [PrintedOutput(["one", "", "two"]), nil, PrintedOutput(["three"])])
        #expect(commands.map(\.line) == [3, 8, 9])
    }

    @Test func `a command of a block marked as failing is expected to fail`() {
        let commands = PageCommand.all(in: "```console fails\n$ a\nno\n```\n```console\n$ b\n```\n")
        #expect(commands.map(\.fails) == [true, false])
    }

    @Test func `a block of another language has no commands`() {
        #expect(PageCommand.all(in: "```yaml\na: b\n```\n```\n$ a\n```\n").isEmpty)
    }

    @Test func `only a command that reads may be repeated`() {
        let commands = PageCommand.all(in: "```sh\ncurl x\nmdnp ports\ndocker run --rm b\ndocker run b\nmdnpx\n```")
        #expect(commands.map(\.isQuestion) == [true, true, true, false, false])
    }
}
