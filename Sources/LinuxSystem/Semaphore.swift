// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A counting semaphore between threads.
final class Semaphore: Sendable {
    // Its address must not change while threads wait on it, so it has memory of its own.
    private nonisolated(unsafe) let raw: UnsafeMutablePointer<sem_t>

    /// A semaphore that counts from 0.
    init() {
        raw = .allocate(capacity: 1)
        sem_init(raw, 0, 0)
    }

    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }

    /// Lets one waiter go on.
    func signal() {
        sem_post(raw)
    }

    /// Blocks until somebody signals.
    func wait() {
        // The only failure is a signal that came in between.
        while sem_wait(raw) != 0 {}
    }
}
