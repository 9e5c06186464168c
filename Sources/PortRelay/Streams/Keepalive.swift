// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// When a connection ends whose other end is gone without a word: after two minutes.
///
/// Of the kernel's own, which ends it after two hours, containers and clients that lose their power or their network would leave too much.
/// It is not `TCP_USER_TIMEOUT`, which would end a connection whose other end just does not read for so long.
struct Keepalive: Hashable, Sendable {
    /// For how many seconds nothing comes before the other end is asked (`TCP_KEEPIDLE`).
    var idle: Int32 = 60
    /// How many seconds lie between two questions (`TCP_KEEPINTVL`).
    var interval: Int32 = 15
    /// How many questions stay without an answer before the connection ends (`TCP_KEEPCNT`).
    var probes: Int32 = 4
}

extension OwnedDescriptor {
    /// Has the connection of a TCP socket end when its other end is gone (`SO_KEEPALIVE`).
    borrowing func keepAlive(_ keepalive: Keepalive) {
        // Every kernel has it; without, a connection lasts as long as it would otherwise.
        withRaw { raw in _ = clinux_keep_alive(raw, keepalive.idle, keepalive.interval, keepalive.probes) }
    }
}
