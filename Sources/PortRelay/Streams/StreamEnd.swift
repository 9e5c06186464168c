// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// One socket of a relayed connection, and what it is watched for.
struct StreamEnd: ~Copyable {
    private enum Attention: Equatable {
        case none
        case watched(PollEvents)
        case leftAlone
    }

    let descriptor: OwnedDescriptor
    private let token: EventToken
    private var attention = Attention.none

    /// Takes over a connection; it is not watched yet.
    init(_ descriptor: consuming OwnedDescriptor, token: EventToken) {
        self.descriptor = descriptor
        self.token = token
    }

    /// Watches it for what is wanted now; nothing is less than what is always told, that it failed or hung up.
    mutating func watch(for events: PollEvents, by poller: borrowing Poller) throws(SyscallError) {
        let token = token
        switch attention {
        case .watched(events): return
        case .watched:
            try descriptor.withRaw { raw throws(SyscallError) in try poller.change(raw, for: events, as: token) }
        case .leftAlone where events.isEmpty: return
        case .none, .leftAlone:
            try descriptor.withRaw { raw throws(SyscallError) in try poller.add(raw, for: events, as: token) }
        }
        attention = .watched(events)
    }

    /// Watches it no longer while nothing is wanted of it: that it has hung up would be told again and again.
    mutating func leaveAlone(by poller: borrowing Poller) {
        guard attention == .watched([]) else { return }
        descriptor.withRaw { poller.remove($0) }
        attention = .leftAlone
    }

    /// Has its connection reset when it is closed.
    func reset() {
        descriptor.withRaw { _ = clinux_reset_on_close($0) }
    }

    /// Reads what is there: how much, 0 at the end, nil if there is nothing for now.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SyscallError) -> Int? {
        try attempt { recv($0, buffer.baseAddress, buffer.count, 0) }
    }

    /// Writes what there is room for: how much.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SyscallError) -> Int {
        try attempt { send($0, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) } ?? 0
    }

    /// Says that nothing follows.
    func finish() throws(SyscallError) {
        _ = try attempt { Int(shutdown($0, Int32(SHUT_WR))) }
    }

    private func attempt(_ call: (Int32) -> Int) throws(SyscallError) -> Int? {
        while true {
            let count = descriptor.withRaw(call)
            if count >= 0 { return count }
            let number = ErrorNumber.last
            if number == .tryAgain { return nil }
            guard number == .interrupted else {
                throw SyscallError(operation: "relay", subject: "connection", number: number)
            }
        }
    }
}
