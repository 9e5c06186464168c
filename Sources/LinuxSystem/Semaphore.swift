// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A counting semaphore between threads.
final class Semaphore: Sendable {
    // Waiting threads use its address, so it has its own memory.
    private nonisolated(unsafe) let raw: UnsafeMutablePointer<sem_t>

    /// Creates a semaphore with the count 0.
    init() {
        raw = .allocate(capacity: 1)
        sem_init(raw, 0, 0)
    }

    deinit {
        sem_destroy(raw)
        raw.deallocate()
    }

    /// Releases one waiting thread.
    func signal() {
        sem_post(raw)
    }

    /// Blocks until another thread signals.
    func wait() {
        // The only possible failure is an interrupting signal.
        while sem_wait(raw) != 0 {}
    }
}
