// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import Glibc
import Logging
import Synchronization

/// Places at which the daemon may be cut off: one before each commit, each step of the kernel, each port that is taken or let go, and each
/// answer; so one between any two of them.
///
/// At the chosen one the process ends as by `kill -9`, and nothing runs that a crash would not let run.
final class CrashPoints: Sendable {
    private let chosen: Int
    private let logger: Logger
    private let passed = Mutex(0)

    /// Points of which the one with a number, counted from 1 since the start, is the last.
    init(endingAt chosen: Int, logger: Logger) {
        self.chosen = chosen
        self.logger = logger
    }

    /// Comes by a point; does not return from the chosen one.
    func pass(_ place: @autoclosure () -> String) {
        let number = passed.withLock { number in
            number += 1
            return number
        }
        logger.trace("crash point", metadata: ["number": "\(number)", "place": "\(place())"])
        guard number == chosen else { return }
        logger.notice("cut off", metadata: ["number": "\(number)", "place": "\(place())"])
        kill(getpid(), SIGKILL)
    }
}

extension CrashPoints: CallInterceptor {
    /// Comes by a point before each answer, be it an error.
    func intercept<Answer, Failure: Error>(
        _ method: PluginMethod,
        _ answer: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        defer { pass("before the answer to \(method.rawValue)") }
        return try await answer()
    }
}
