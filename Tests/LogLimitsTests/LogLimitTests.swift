// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LogLimits

/// The lines that are due, and their counts.
struct LogLimitTests {
    private let start = ContinuousClock.now

    /// Returns the due lines, as causes and counts; `others` are the causes beyond the maximum number.
    private func due(_ limit: inout LogLimit<String, Int>, after seconds: Int) -> [String: Int] {
        let lines = limit.due(at: start + .seconds(seconds)).map { ($0.event?.cause ?? "others", $0.count) }
        return Dictionary(uniqueKeysWithValues: lines)
    }

    @Test func `the first event is logged at once, and events of the next minute as one count`() {
        var limit = LogLimit<String, Int>()
        let first = limit.record("a", details: 1, at: start)
        #expect(first == 1)
        for number in 2...1000 {
            let count = limit.record("a", details: number, at: start + .milliseconds(number))
            #expect(count == nil)
        }
        let early = due(&limit, after: 59)
        #expect(early == [:])
        let lines = limit.due(at: start + .seconds(60))
        #expect(lines.map(\.count) == [999])
        #expect(lines.map { $0.event?.details } == [1000])
        let late = due(&limit, after: 119)
        #expect(late == [:])
    }

    @Test func `an event after the minute is logged with the earlier count`() {
        var limit = LogLimit<String, Int>()
        _ = limit.record("a", details: 0, at: start)
        _ = limit.record("a", details: 0, at: start + .seconds(59))
        let count = limit.record("a", details: 0, at: start + .seconds(61))
        #expect(count == 2)
        let next = limit.record("a", details: 0, at: start + .seconds(62))
        #expect(next == nil)
    }

    @Test func `each cause has its own line`() {
        var limit = LogLimit<String, Int>()
        let counts = ["a", "b", "a", "b", "b"].map { limit.record($0, details: 0, at: start) }
        #expect(counts == [1, 1, nil, nil, nil])
        let lines = due(&limit, after: 60)
        #expect(lines == ["a": 1, "b": 2])
    }

    @Test func `a cause without events for a minute is dropped`() {
        var limit = LogLimit<String, Int>()
        _ = limit.record("a", details: 0, at: start)
        #expect(limit.isPending)
        let lines = due(&limit, after: 60)
        #expect(lines == [:])
        #expect(!limit.isPending)
        let count = limit.record("a", details: 0, at: start + .seconds(61))
        #expect(count == 1)
    }

    @Test func `events of too many causes are one line together`() {
        var limit = LogLimit<String, Int>(causes: 3)
        let counts = (0..<1000).map { limit.record("cause \($0)", details: 0, at: start) }
        #expect(counts.count { $0 != nil } == 3)
        let lines = due(&limit, after: 60)
        #expect(lines == ["others": 997])
        #expect(!limit.isPending)
    }

    @Test func `every event is counted, and no cause has two lines within a minute`() {
        var random = SystemRandomNumberGenerator()
        var limit = LogLimit<Int, Void>(causes: 5)
        var logged = 0
        var lastLines: [Int: Int] = [:]
        func line(_ cause: Int, _ count: Int, at second: Int) {
            logged += count
            #expect(second - (lastLines[cause] ?? -60) >= 60)
            lastLines[cause] = second
        }
        let events = 5000
        for second in 0..<events {
            let now = start + .seconds(second)
            let cause = Int.random(in: 0..<8, using: &random)
            if let count = limit.record(cause, details: (), at: now) { line(cause, count, at: second) }
            guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
            for due in limit.due(at: now) { line(due.event?.cause ?? -1, due.count, at: second) }
        }
        for due in limit.due(at: start + .seconds(events + 60)) { logged += due.count }
        #expect(logged == events)
    }
}
