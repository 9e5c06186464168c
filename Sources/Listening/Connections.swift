// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The connections of a listener, and the closure that ends each: shared by the thread that accepts and those that serve.
final class Connections: Sendable {
    typealias End = @Sendable (EndReason) -> Void

    private enum Ending {
        case unknown
        case known(End)
        /// The connection was ended before its closure was set.
        case missed(EndReason)
    }

    private struct State {
        var table: ConnectionTable
        var endings: [UInt64: Ending] = [:]

        /// Returns the closure that ends a connection; if it is not set yet, it is called as soon as it is.
        mutating func removeEnding(of number: UInt64, because reason: EndReason) -> End? {
            if case .known(let end) = endings[number] { return end }
            endings[number] = .missed(reason)
            return nil
        }
    }

    private let state: Mutex<State>

    init(_ limits: ListenerLimits, isTLS: Bool) {
        state = Mutex(State(table: ConnectionTable(limits, isTLS: isTLS)))
    }

    /// A Boolean value that indicates there is no connection.
    var isEmpty: Bool { state.withLock { $0.table.count == 0 } }

    /// Adds the connection of an accepted socket.
    func add(_ descriptor: Int32) -> ClientConnection {
        let number = state.withLock { state in
            let number = state.table.add(at: .now)
            state.endings[number] = .unknown
            return number
        }
        return ClientConnection(descriptor: descriptor, number: number, of: self)
    }

    func record(_ event: ClientEvent, of number: UInt64) {
        state.withLock { $0.table.record(event, of: number, at: .now) }
    }

    func onEnd(of number: UInt64, _ end: @escaping End) {
        let missed: EndReason? = state.withLock { state in
            defer { if state.endings[number] != nil { state.endings[number] = .known(end) } }
            if case .missed(let reason) = state.endings[number] { return reason }
            return nil
        }
        if let missed { end(missed) }
    }

    func remove(_ number: UInt64) {
        state.withLock { state in
            state.table.remove(number)
            state.endings[number] = nil
        }
    }

    /// Ends the connections that exceed a time limit.
    func endLate(stoppedAt stop: ContinuousClock.Instant? = nil) {
        let ends = state.withLock { state in
            state.table.late(at: .now, stoppedAt: stop).map {
                (state.removeEnding(of: $0.number, because: $0.reason), $0.reason)
            }
        }
        for (end, reason) in ends { end?(reason) }
    }

    /// A Boolean value that indicates the limit of connections is reached.
    var isFull: Bool { state.withLock { $0.table.isFull } }

    /// Returns true if one more connection can be accepted now; otherwise ends one that can be closed for it.
    func makeRoom() -> Bool {
        let (isFree, end): (Bool, End?) = state.withLock { state in
            switch state.table.makeRoom(at: .now) {
            case .free: (true, nil)
            case .displacing(let number): (false, state.removeEnding(of: number, because: .displaced))
            case .none: (false, nil)
            }
        }
        end?(.displaced)
        return isFree
    }
}
