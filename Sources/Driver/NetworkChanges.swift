// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Notifies one observer when networks are created or deleted.
public final class NetworkChanges: Sendable {
    private let observer = Mutex<(@Sendable () -> Void)?>(nil)

    init() {}

    /// Calls a function after each change, from within a call of Docker: the function returns at once.
    public func observe(_ observer: @escaping @Sendable () -> Void) {
        self.observer.withLock { $0 = observer }
    }

    // Not inlined into a function that pauses (see `Announcer`).
    @inline(never) func notify() {
        observer.withLock { $0 }?()
    }
}
