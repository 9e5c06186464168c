// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// One socket of a relayed connection, and its watched events.
struct StreamEnd: ~Copyable {
    private enum Attention: Equatable {
        case none
        case watched(PollEvents)
        case leftAlone
    }

    let descriptor: OwnedDescriptor
    private let token: EventToken
    private var attention = Attention.none

    /// Adopts a connection, which is not watched yet.
    init(_ descriptor: consuming OwnedDescriptor, token: EventToken) {
        self.descriptor = descriptor
        self.token = token
    }

    /// Watches the socket for the needed events.
    ///
    /// Errors and hang-ups are always reported, even without any event.
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

    /// Stops the watch while no event is needed.
    ///
    /// The kernel would report a hang-up again and again.
    mutating func leaveAlone(by poller: borrowing Poller) {
        guard attention == .watched([]) else { return }
        descriptor.withRaw { poller.remove($0) }
        attention = .leftAlone
    }

    /// Makes the close of the socket reset the connection.
    func reset() {
        descriptor.withRaw { _ = clinux_reset_on_close($0) }
    }

    /// Reads the available bytes.
    ///
    /// Returns their number, 0 at the end, nil if nothing is available.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(SyscallError) -> Int? {
        try attempt { recv($0, buffer.baseAddress, buffer.count, 0) }
    }

    /// Writes as many bytes as there is room for.
    ///
    /// Returns their number.
    func write(_ bytes: UnsafeRawBufferPointer) throws(SyscallError) -> Int {
        try attempt { send($0, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) } ?? 0
    }

    /// Shuts down the sending direction.
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
