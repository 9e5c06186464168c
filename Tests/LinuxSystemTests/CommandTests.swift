// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import Testing

struct CommandTests {
    @Test func `the outcome of a command has both outputs and the exit status`() throws {
        let outcome = try Command(["sh", "-c", "echo out; echo err >&2; exit 3"]).run(timeLimit: .seconds(10))
        #expect(outcome.code == 3)
        #expect(outcome.output == "out\nerr\n")
    }

    @Test func `a command gets its input and unchanged arguments`() throws {
        #expect(try Command(["cat"]).run(input: "a\nb", timeLimit: .seconds(10)).output == "a\nb")
        #expect(try Command(["echo", "$HOME; *"]).run(timeLimit: .seconds(10)).output == "$HOME; *\n")
    }

    @Test func `a command that a signal ended has no exit status`() throws {
        #expect(try Command(["sh", "-c", "kill -9 $$"]).run(timeLimit: .seconds(10)).code == -1)
    }

    @Test func `a missing program is named`() throws {
        let error = #expect(throws: SyscallError.self) { try Command(["no-such-program"]).run(timeLimit: .seconds(10)) }
        #expect("\(try #require(error))" == "run no-such-program: ENOENT: No such file or directory")
    }

    @Test func `a command that takes too long is ended`() throws {
        let start = ContinuousClock.now
        let error = #expect(throws: SyscallError.self) {
            try Command(["sleep", "60"]).run(timeLimit: .milliseconds(50))
        }
        #expect(error?.number == .timedOut)
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
