// SPDX-License-Identifier: Apache-2.0

import NIOConcurrencyHelpers

/// A source of the numbers from 0 on, each returned once.
final class Counter: Sendable {
    private let value = NIOLockedValueBox(0)

    func next() -> Int {
        value.withLockedValue { value in
            defer { value += 1 }
            return value
        }
    }
}
