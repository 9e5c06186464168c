// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Something that is so from a moment on, for those on other threads.
final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}
