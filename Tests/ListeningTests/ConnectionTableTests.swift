// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Listening

/// The decisions about connections: late ones, and displaced ones.
struct ConnectionTableTests {
    private let start = ContinuousClock.now
    private static let limits = ListenerLimits(connections: 3, idleTime: .seconds(600))

    /// Returns the reasons for which a connection ends at each of these seconds, after these events at these seconds.
    private func ends(
        of events: [(Double, ClientEvent)],
        at seconds: [Double],
        isTLS: Bool = false,
        limits: ListenerLimits = limits
    ) -> [EndReason?] {
        seconds.map { second in
            var table = ConnectionTable(limits, isTLS: isTLS)
            let number = table.add(at: start)
            for (time, event) in events where time <= second {
                table.record(event, of: number, at: start + .seconds(time))
            }
            return table.late(at: start + .seconds(second)).first?.reason
        }
    }

    @Test func `the default times are 10 seconds for a head and a body, and 30 for a response`() {
        let limits = ListenerLimits(connections: 64)
        #expect(limits.headTime == .seconds(10) && limits.bodyTime == .seconds(10))
        #expect(limits.answerTime == .seconds(30))
        #expect(limits.idleTime == nil)
        #expect(limits.sweepInterval == .seconds(1))
    }

    @Test func `a silent client, or a client that sends single bytes, has 10 seconds from the connection`() {
        #expect(ends(of: [], at: [9.9, 10]) == [nil, .silent])
        let bytes = (1..<10).map { (Double($0), ClientEvent.bytesReceived) }
        #expect(ends(of: bytes, at: [9.9, 10]) == [nil, .lateHead])
    }

    @Test func `on a reused connection, the 10 seconds start with the first byte`() {
        let used: [(Double, ClientEvent)] = [
            (1, .headReceived), (1, .requestReceived), (2, .answerBegun), (2, .answerFinished),
        ]
        #expect(ends(of: used, at: [60, 601.9, 602]) == [nil, nil, .idle])
        let bytes = (100..<110).map { (Double($0), ClientEvent.bytesReceived) }
        #expect(ends(of: used + bytes, at: [109.9, 110]) == [nil, .lateHead])
        // Without an idle limit, as for Docker, the connection stays open.
        #expect(ends(of: used, at: [1e6], limits: ListenerLimits(connections: 1)) == [nil])
    }

    @Test func `a body has 10 seconds from its head, in pieces of any size`() {
        let bytes = (5..<15).map { (Double($0), ClientEvent.bytesReceived) }
        #expect(ends(of: [(5, .headReceived)] + bytes, at: [14.9, 15]) == [nil, .lateBody])
    }

    @Test func `a call has no time limit, and its client has 30 seconds for the response`() {
        let call: [(Double, ClientEvent)] = [(1, .headReceived), (1, .requestReceived)]
        #expect(ends(of: call, at: [10_000]) == [nil])
        #expect(ends(of: call + [(100, .answerBegun)], at: [129.9, 130]) == [nil, .lateReceipt])
    }

    @Test func `the connection waits for each of several pipelined calls`() {
        let calls: [(Double, ClientEvent)] = [
            (1, .headReceived), (1, .requestReceived), (1, .headReceived), (1, .requestReceived), (2, .answerBegun),
            (2, .answerFinished),
        ]
        #expect(ends(of: calls, at: [10_000]) == [nil])
        let answered = calls + [(50, .answerBegun), (50, .answerFinished)]
        #expect(ends(of: answered, at: [649.9, 650]) == [nil, .idle])
    }

    @Test func `the rest of a request with an early response has the time of a body`() {
        let early: [(Double, ClientEvent)] = [(1, .headReceived), (2, .answerBegun), (2, .answerFinished)]
        #expect(ends(of: early, at: [11.9, 12]) == [nil, .lateBody])
        #expect(ends(of: early + [(5, .requestReceived)], at: [604.9, 605]) == [nil, .idle])
    }

    @Test func `a TLS handshake has 10 seconds, and the following head another 10`() {
        #expect(ends(of: [(5, .bytesReceived)], at: [9.9, 10], isTLS: true) == [nil, .lateHandshake])
        #expect(ends(of: [(5, .handshakeFinished)], at: [14.9, 15], isTLS: true) == [nil, .silent])
    }

    @Test func `a late connection is returned once, and again if it is still open 10 seconds later`() {
        var table = ConnectionTable(Self.limits, isTLS: false)
        let number = table.add(at: start)
        let reasons = (0..<31).map { table.late(at: start + .seconds($0)).first?.reason }
        #expect(reasons[10] == .silent && reasons[20] == .overdue && reasons[30] == .overdue)
        #expect(reasons.count { $0 != nil } == 3)
        table.remove(number)
        let rest = table.late(at: start + .seconds(40)).count
        #expect(rest == 0)
    }

    @Test func `once the listener has stopped, all but calls have 5 seconds`() {
        var table = ConnectionTable(ListenerLimits(connections: 9), isTLS: false)
        let (half, idle, call, receipt) = (
            table.add(at: start), table.add(at: start), table.add(at: start), table.add(at: start)
        )
        table.record(.bytesReceived, of: half, at: start)
        for number in [idle, call, receipt] { table.record(.requestReceived, of: number, at: start) }
        table.record(.answerFinished, of: idle, at: start)
        table.record(.answerBegun, of: receipt, at: start + .seconds(3))
        func late(at second: Int) -> [UInt64] {
            table.late(at: start + .seconds(second), stoppedAt: start + .seconds(2)).map(\.number).sorted()
        }
        let (before, after, last) = (late(at: 6), late(at: 7), late(at: 8))
        #expect(before == [])
        #expect(after == [half, idle])
        #expect(last == [receipt])
    }

    @Test func `there is room until the limit is reached, and again after a connection is closed`() {
        var table = ConnectionTable(Self.limits, isTLS: false)
        var numbers: [UInt64] = []
        for _ in 0..<3 {
            let room = table.makeRoom(at: start)
            #expect(room == .free)
            numbers.append(table.add(at: start))
        }
        let full = table.makeRoom(at: start)
        #expect(full == .displacing(numbers[0]) || full == .displacing(numbers[1]) || full == .displacing(numbers[2]))
        table.remove(numbers[1])
        let room = table.makeRoom(at: start)
        #expect(room == .free)
    }

    /// A full table of connections made at these milliseconds, with their events a millisecond later, and their numbers.
    private func full(_ connections: [(Int, [ClientEvent])]) -> (table: ConnectionTable, numbers: [UInt64]) {
        var table = ConnectionTable(ListenerLimits(connections: connections.count), isTLS: false)
        let numbers = connections.map { time, events in
            let number = table.add(at: start + .milliseconds(time))
            for event in events { table.record(event, of: number, at: start + .milliseconds(time + 1)) }
            return number
        }
        return (table, numbers)
    }

    private static let used: [ClientEvent] = [.headReceived, .requestReceived, .answerBegun, .answerFinished]
    private static let calling: [ClientEvent] = [.headReceived, .requestReceived]

    @Test func `the oldest half request is closed first, before any idle connection`() {
        var (table, numbers) = full([(0, Self.used), (50, [.bytesReceived]), (20, []), (60, [.headReceived])])
        let room = table.makeRoom(at: start + .milliseconds(100))
        #expect(room == .displacing(numbers[2]))
    }

    @Test func `an idle connection is closed before one that has just connected`() {
        var (table, numbers) = full([(0, Self.used), (500, Self.used), (990, [])])
        let room = table.makeRoom(at: start + .milliseconds(1000))
        #expect(room == .displacing(numbers[0]))
    }

    @Test func `a connection with a pending response is never displaced`() {
        var (table, numbers) = full([(0, Self.calling), (0, Self.calling + [.answerBegun]), (0, Self.calling)])
        let none = table.makeRoom(at: start + .seconds(1))
        #expect(none == .none)
        table.record(.answerFinished, of: numbers[1], at: start + .seconds(2))
        let room = table.makeRoom(at: start + .seconds(3))
        #expect(room == .displacing(numbers[1]))
    }

    @Test func `one connection at a time is displaced, unless it takes too long to close`() {
        var (table, numbers) = full([(0, []), (1, []), (2, [])])
        let rooms = [1000, 1001, 1049, 1050].map { table.makeRoom(at: start + .milliseconds($0)) }
        #expect(rooms == [.displacing(numbers[0]), .none, .none, .displacing(numbers[1])])
        table.remove(numbers[1])
        _ = table.add(at: start + .milliseconds(1051))
        let next = table.makeRoom(at: start + .milliseconds(1051))
        #expect(next == .displacing(numbers[2]))
    }

    @Test func `the limit is never exceeded, and a client that sends its request at once is served`() {
        var table = ConnectionTable(ListenerLimits(connections: 64), isTLS: false)
        var served = 0
        // A thousand connections a second is the rate of a listener at its limit. Each twentieth sends its request within 20 ms.
        for millisecond in 0..<5000 {
            let now = start + .milliseconds(millisecond)
            if case .displacing(let number) = table.makeRoom(at: now) { table.remove(number) }
            let number = table.add(at: now)
            #expect(table.count <= 64)
            guard millisecond.isMultiple(of: 20) else { continue }
            var isThere = true
            for later in 1..<20 {
                guard case .displacing(let gone) = table.makeRoom(at: now + .milliseconds(later)) else { continue }
                table.remove(gone)
                _ = table.add(at: now + .milliseconds(later))
                isThere = isThere && gone != number
            }
            if isThere { served += 1 }
            table.remove(number)
        }
        #expect(served == 250)
    }
}
