// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// How much the kernel keeps for a relayed connection whose one side does not read: half a megabyte for each direction.
///
/// It counts as the daemon's memory. Of its own the kernel keeps up to tens of megabytes, so that a few hundred clients that stop reading would take
/// the daemon all that it may have.
struct StreamBuffers: Hashable, Sendable {
    /// How many bytes that came are kept unread; the kernel doubles it for what it keeps beside them (`SO_RCVBUF`).
    var unread: Int32 = 1 << 18
    /// How many bytes are taken that are not sent; what is on its way to the other end is beside them (`TCP_NOTSENT_LOWAT`).
    var unsent: Int32 = 1 << 17
}

extension OwnedDescriptor {
    /// Bounds what a TCP socket keeps.
    borrowing func bound(_ buffers: StreamBuffers) {
        // Every kernel has both; without, it keeps more.
        withRaw { raw in _ = clinux_bound_buffers(raw, buffers.unread, buffers.unsent) }
    }
}
