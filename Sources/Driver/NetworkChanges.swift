// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Notifies one observer when networks are created or deleted.
public final class NetworkChanges: Sendable {
    private let observer = Mutex<(@Sendable () -> Void)?>(nil)

    init() {}

    /// Sets a function that each change calls, within a call of Docker; it must return at once.
    public func observe(_ observer: @escaping @Sendable () -> Void) {
        self.observer.withLock { $0 = observer }
    }

    // Not inlined into a function that suspends (see `Announcer`).
    @inline(never) func notify() {
        observer.withLock { $0 }?()
    }
}
