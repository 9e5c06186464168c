// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The watched or reported events of a descriptor (`epoll_ctl(2)`).
struct PollEvents: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    /// Bytes to read, a connection to accept, or the end of the stream (`EPOLLIN`).
    static var readable: Self { Self(rawValue: EPOLLIN.rawValue) }
    /// Room to write, or an established connection (`EPOLLOUT`).
    static var writable: Self { Self(rawValue: EPOLLOUT.rawValue) }
    /// An error (`EPOLLERR`); always reported.
    static var failed: Self { Self(rawValue: EPOLLERR.rawValue) }
    /// The end of both directions (`EPOLLHUP`); always reported.
    static var hungUp: Self { Self(rawValue: EPOLLHUP.rawValue) }
    /// Edge-triggered: reported once for each occurrence, not as long as it lasts (`EPOLLET`).
    static var once: Self { Self(rawValue: 1 << 31) }
}
