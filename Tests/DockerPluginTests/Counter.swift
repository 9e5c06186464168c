// SPDX-License-Identifier: Apache-2.0

import NIOConcurrencyHelpers

/// Numbers from 0 on, each once.
final class Counter: Sendable {
    private let value = NIOLockedValueBox(0)

    func next() -> Int {
        value.withLockedValue { value in
            defer { value += 1 }
            return value
        }
    }
}
