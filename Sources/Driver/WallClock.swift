// SPDX-License-Identifier: Apache-2.0

import Glibc
import IPAM

extension Timestamp {
    /// The current time of the host (`CLOCK_REALTIME`).
    static var now: Self {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        return Self(seconds: Int64(moment.tv_sec))
    }
}
