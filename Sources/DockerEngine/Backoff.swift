// SPDX-License-Identifier: Apache-2.0

/// How long is waited before the engine is tried again: twice as long each time, until it answers.
struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var next: Duration

    init(from first: Duration = .milliseconds(250), to longest: Duration = .seconds(10)) {
        self.first = first
        self.longest = longest
        self.next = first
    }

    /// How long is waited now.
    mutating func pause() -> Duration {
        defer { next = min(next * 2, longest) }
        return next
    }

    /// It has answered.
    mutating func reset() {
        next = first
    }
}
