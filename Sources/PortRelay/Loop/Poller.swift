// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// Watches descriptors, any number of them, for one thread that waits (`epoll`).
///
/// What is watched can be changed from any thread meanwhile.
struct Poller: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor

    /// Watches nothing yet.
    init() throws(SyscallError) {
        let raw = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw SyscallError(lastOf: "make", subject: "epoll descriptor") }
        descriptor = OwnedDescriptor(adopting: raw)
    }

    /// Watches one descriptor more (`EPOLL_CTL_ADD`).
    func add(_ raw: Int32, for events: PollEvents, as token: EventToken) throws(SyscallError) {
        try control(EPOLL_CTL_ADD, of: raw, events: events, token: token)
    }

    /// Watches a descriptor for something else (`EPOLL_CTL_MOD`).
    func change(_ raw: Int32, for events: PollEvents, as token: EventToken) throws(SyscallError) {
        try control(EPOLL_CTL_MOD, of: raw, events: events, token: token)
    }

    /// Watches a descriptor no longer (`EPOLL_CTL_DEL`).
    func remove(_ raw: Int32) {
        // One that is not watched is what was wanted.
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

    /// Waits until something happens, at most so many milliseconds, -1 for ever; returns how many events there are.
    func wait(into events: inout [epoll_event], milliseconds: Int32) -> Int {
        let count = descriptor.withRaw { raw in
            events.withUnsafeMutableBufferPointer { epoll_wait(raw, $0.baseAddress, Int32($0.count), milliseconds) }
        }
        // The only failure is a signal that came in between.
        return Int(max(count, 0))
    }
}
