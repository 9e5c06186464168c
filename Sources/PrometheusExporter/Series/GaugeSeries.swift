// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Synchronization

/// A current value.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    private let number = Mutex(0.0)

    var value: Samples.Value { .number(number.withLock { $0 }) }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}
