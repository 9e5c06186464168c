// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// The keepalive of a connection, which ends it after two minutes without a reachable peer.
///
/// The kernel's default ends such a connection after two hours: containers and clients that lose power or network would leave too many.
/// `TCP_USER_TIMEOUT` would also end a connection whose peer merely does not read for that time.
struct Keepalive: Hashable, Sendable {
    /// The seconds of silence before the first probe (`TCP_KEEPIDLE`).
    var idle: Int32 = 60
    /// The seconds between two probes (`TCP_KEEPINTVL`).
    var interval: Int32 = 15
    /// The number of unanswered probes that ends the connection (`TCP_KEEPCNT`).
    var probes: Int32 = 4
}

extension OwnedDescriptor {
    /// Enables keepalive probes on a TCP socket (`SO_KEEPALIVE`).
    borrowing func keepAlive(_ keepalive: Keepalive) {
        // Every kernel supports the options. A failure leaves the kernel's default.
        withRaw { raw in _ = clinux_keep_alive(raw, keepalive.idle, keepalive.interval, keepalive.probes) }
    }
}
