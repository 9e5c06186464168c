// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A flag that is set once, for readers on other threads.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}
