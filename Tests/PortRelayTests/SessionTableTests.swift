// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortRelay

/// The clients of sessions, and the lifetime of these.
struct SessionTableTests {
    private let start = ContinuousClock.now

    @Test func `a session is found only by its client`() {
        var table = SessionTable<String, Int>(limit: 2)
        let outcome1 = table.add(1, for: "a", at: start)
        #expect(outcome1 == [])
        let outcome2 = table.use("a", at: start)
        #expect(outcome2 == 1)
        let outcome3 = table.use("b", at: start)
        #expect(outcome3 == nil)
    }

    @Test func `a new session of a client ends only its former one`() {
        var table = SessionTable<String, Int>(limit: 2)
        _ = table.add(1, for: "a", at: start)
        _ = table.add(2, for: "b", at: start)
        let outcome4 = table.add(3, for: "a", at: start + .seconds(1))
        #expect(outcome4 == [1])
        #expect(table.count == 2)
    }

    @Test func `a full table displaces the least recently used session`() {
        var table = SessionTable<String, Int>(limit: 3)
        for (number, client) in ["a", "b", "c"].enumerated() {
            _ = table.add(number, for: client, at: start + .seconds(number))
        }
        _ = table.use("a", at: start + .seconds(5))
        let outcome5 = table.add(3, for: "d", at: start + .seconds(6))
        #expect(outcome5 == [1])
        let outcome6 = table.add(4, for: "e", at: start + .seconds(7))
        #expect(outcome6 == [2])
        let outcome7 = table.add(5, for: "f", at: start + .seconds(8))
        #expect(outcome7 == [0])
        let outcome8 = table.removeOldest()
        #expect(outcome8 == 3)
    }

    @Test func `only idle sessions end`() {
        var table = SessionTable<String, Int>(limit: 3)
        _ = table.add(1, for: "a", at: start)
        _ = table.add(2, for: "b", at: start)
        let outcome9 = table.removeIdle(for: .seconds(90), at: start + .seconds(89))
        #expect(outcome9 == [])
        _ = table.use("b", at: start + .seconds(89))
        let outcome10 = table.removeIdle(for: .seconds(90), at: start + .seconds(90))
        #expect(outcome10 == [1])
        let outcome11 = table.removeIdle(for: .seconds(90), at: start + .seconds(179))
        #expect(outcome11 == [2])
        #expect(table.count == 0)
    }

    @Test func `all sessions can be removed together`() {
        var table = SessionTable<String, Int>(limit: 3)
        _ = table.add(1, for: "a", at: start)
        _ = table.add(2, for: "b", at: start)
        let outcome12 = table.removeAll().sorted()
        #expect(outcome12 == [1, 2])
        #expect(table.count == 0)
        let outcome13 = table.removeOldest()
        #expect(outcome13 == nil)
    }

    @Test func `there are never more sessions than the limit, and each ends once`() {
        var table = SessionTable<Int, Int>(limit: 1024)
        var gone: [Int] = []
        for number in 0..<5000 {
            gone += table.add(number, for: Int.random(in: 0..<3000), at: start + .milliseconds(number))
            #expect(table.count <= 1024)
        }
        gone += table.removeAll()
        #expect(gone.sorted() == Array(0..<5000))
    }
}
