// SPDX-License-Identifier: Apache-2.0

import CLinux

/// What a descriptor is watched for, and what became of it.
struct PollEvents: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    /// There is something to read, a connection to take, or an end (`EPOLLIN`).
    static var readable: Self { Self(rawValue: EPOLLIN.rawValue) }
    /// There is room to write, or a connection was made (`EPOLLOUT`).
    static var writable: Self { Self(rawValue: EPOLLOUT.rawValue) }
    /// It failed (`EPOLLERR`); told whether watched for or not.
    static var failed: Self { Self(rawValue: EPOLLERR.rawValue) }
    /// Both directions have ended (`EPOLLHUP`); told whether watched for or not.
    static var hungUp: Self { Self(rawValue: EPOLLHUP.rawValue) }
    /// Told once for each time it comes about, not as long as it lasts (`EPOLLET`).
    static var once: Self { Self(rawValue: 1 << 31) }
}
