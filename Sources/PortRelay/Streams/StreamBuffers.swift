// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// The kernel buffers of a relayed connection whose one side does not read: half a megabyte for each direction.
///
/// The buffers count as memory of the daemon. The kernel's default is up to tens of megabytes, so a few hundred clients that stop reading
/// would use all memory of the daemon.
struct StreamBuffers: Hashable, Sendable {
    /// The maximum number of received bytes that wait unread (`SO_RCVBUF`).
    ///
    /// The kernel doubles the value for its own overhead.
    var unread: Int32 = 1 << 18
    /// The maximum number of accepted bytes that are not sent yet (`TCP_NOTSENT_LOWAT`).
    ///
    /// Bytes in flight do not count.
    var unsent: Int32 = 1 << 17
}

extension OwnedDescriptor {
    /// Limits the kernel buffers of a TCP socket.
    borrowing func bound(_ buffers: StreamBuffers) {
        // Every kernel supports both options. A failure leaves larger buffers.
        withRaw { raw in _ = clinux_bound_buffers(raw, buffers.unread, buffers.unsent) }
    }
}
