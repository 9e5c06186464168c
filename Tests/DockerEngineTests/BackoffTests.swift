// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import DockerEngine

struct BackoffTests {
    @Test func `each pause is twice the last, up to the longest, and the first again after a reply`() {
        var backoff = Backoff(from: .milliseconds(250), to: .seconds(2))
        let pauses = (0..<6).map { _ in backoff.pause() }
        #expect(pauses == [250, 500, 1000, 2000, 2000, 2000].map { .milliseconds($0) })
        backoff.reset()
        #expect(backoff.pause() == .milliseconds(250))
    }

    @Test func `an engine that returns after a long time is found within ten seconds`() {
        var backoff = Backoff()
        let pauses = (0..<100).map { _ in backoff.pause() }
        #expect(pauses.max() == .seconds(10))
        #expect(pauses.prefix(3).reduce(.zero, +) < .seconds(2))
    }
}
