// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// Watches any number of descriptors for one waiting thread (`epoll`).
///
/// Any thread may change the watched descriptors meanwhile.
struct Poller: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Creates a poller that watches no descriptor.
    init() throws(SyscallError) {
        let raw = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw SyscallError(lastOf: "make", subject: "epoll descriptor") }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    /// Watches one more descriptor (`EPOLL_CTL_ADD`).
    func add(_ raw: Int32, for events: PollEvents, as token: EventToken) throws(SyscallError) {
        try control(EPOLL_CTL_ADD, of: raw, events: events, token: token)
    }

    /// Changes the watched events of a descriptor (`EPOLL_CTL_MOD`).
    func change(_ raw: Int32, for events: PollEvents, as token: EventToken) throws(SyscallError) {
        try control(EPOLL_CTL_MOD, of: raw, events: events, token: token)
    }

    /// Stops the watch of a descriptor (`EPOLL_CTL_DEL`).
    func remove(_ raw: Int32) {
        // An unknown descriptor is not watched, as intended.
        try? control(EPOLL_CTL_DEL, of: raw, events: [], token: EventToken(.bell))
    }

    private func control(
        _ operation: Int32,
        of raw: Int32,
        events: PollEvents,
        token: EventToken
    ) throws(SyscallError) {
        var event = epoll_event(events: events.rawValue, data: epoll_data_t(u64: token.rawValue))
        let result = descriptor.withRaw { epoll_ctl($0, operation, raw, &event) }
        guard result == 0 else { throw SyscallError(lastOf: "watch", subject: "descriptor") }
    }

    /// Waits for events, for a time in milliseconds, or without limit for -1.
    ///
    /// Returns the number of events.
    func wait(into events: inout [epoll_event], milliseconds: Int32) -> Int {
        let count = descriptor.withRaw { raw in
            events.withUnsafeMutableBufferPointer { epoll_wait(raw, $0.baseAddress, Int32($0.count), milliseconds) }
        }
        // The only possible failure is an interrupting signal.
        return Int(max(count, 0))
    }
}
