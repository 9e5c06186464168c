// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The monotonic clock of the kernel (`CLOCK_MONOTONIC`).
enum Clock {
    /// The time in nanoseconds.
    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// The duration in nanoseconds.
    var nanoseconds: Int64 { Int64(self / .nanoseconds(1)) }
}
