// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// A number that only increases.
final class CounterSeries: Series, CounterHandler {
    private let count = Atomic<UInt64>(0)

    var value: Samples.Value { .count(count.load(ordering: .relaxed)) }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    func reset() {
        count.store(0, ordering: .relaxed)
    }
}
