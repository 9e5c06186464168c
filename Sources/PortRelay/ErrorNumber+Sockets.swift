// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

extension ErrorNumber {
    /// `EADDRINUSE`: somebody has the port.
    static var addressInUse: Self { Self(rawValue: EADDRINUSE) }
    /// `EAFNOSUPPORT`: the kernel does not have the family.
    static var familyNotSupported: Self { Self(rawValue: EAFNOSUPPORT) }
    /// `EINPROGRESS`: it goes on without the caller.
    static var inProgress: Self { Self(rawValue: EINPROGRESS) }
    /// `EMFILE`: the process has as many descriptors as it may have.
    static var tooManyDescriptors: Self { Self(rawValue: EMFILE) }
    /// `ECONNREFUSED`: nobody listens there.
    static var connectionRefused: Self { Self(rawValue: ECONNREFUSED) }

    /// Whether the kernel does not have a protocol.
    var saysUnknownProtocol: Bool {
        [EPROTONOSUPPORT, ESOCKTNOSUPPORT, EINVAL].contains(rawValue)
    }

    /// Whether it is about one connection that is gone before it was taken; the next one may be fine (`accept(2)`).
    var saysConnectionIsGone: Bool {
        [
            EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
            ENETUNREACH, ETIMEDOUT,
        ].contains(rawValue)
    }
}
