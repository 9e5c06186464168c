// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import Glibc
import Logging
import Synchronization

/// Points at which the daemon can be killed, so that tests cover a crash between any two steps.
///
/// A point precedes each commit, each kernel step, each reservation or release of ports, and each reply. At the chosen point, the process
/// ends as by `kill -9`, and runs no code that a crash would not run.
final class CrashPoints: Sendable {
    private let chosen: Int
    private let logger: Logger
    private let passed = Mutex(0)

    /// Creates points; the process ends at the point with the chosen number, counted from 1 since the start.
    init(endingAt chosen: Int, logger: Logger) {
        self.chosen = chosen
        self.logger = logger
    }

    /// Counts a point.
    ///
    /// The call does not return from the chosen point.
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
    /// Counts a point before each reply to Docker, errors included.
    func intercept<Answer, Failure: Error>(
        _ method: PluginMethod,
        _ answer: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        defer { pass("before the answer to \(method.rawValue)") }
        return try await answer()
    }
}
