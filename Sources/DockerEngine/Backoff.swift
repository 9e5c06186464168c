// SPDX-License-Identifier: Apache-2.0

/// The pause before the next attempt to reach the engine, doubled after each failure.
struct Backoff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var next: Duration

    init(from first: Duration = .milliseconds(250), to longest: Duration = .seconds(10)) {
        self.first = first
        self.longest = longest
        self.next = first
    }

    /// Returns the current pause, and doubles the next one up to the limit.
    mutating func pause() -> Duration {
        defer { next = min(next * 2, longest) }
        return next
    }

    /// Returns to the shortest pause, after a response.
    mutating func reset() {
        next = first
    }
}
