// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

extension ErrorNumber {
    /// `EADDRINUSE`: another socket has the port.
    static var addressInUse: Self { Self(rawValue: EADDRINUSE) }
    /// `EAFNOSUPPORT`: the kernel does not support the address family.
    static var familyNotSupported: Self { Self(rawValue: EAFNOSUPPORT) }
    /// `EINPROGRESS`: the operation continues in the background.
    static var inProgress: Self { Self(rawValue: EINPROGRESS) }
    /// `EMFILE`: the process has reached its limit of descriptors.
    static var tooManyDescriptors: Self { Self(rawValue: EMFILE) }
    /// `ECONNREFUSED`: no socket listens at the address.
    static var connectionRefused: Self { Self(rawValue: ECONNREFUSED) }

    /// A Boolean value that indicates whether the kernel lacks a protocol.
    var isUnknownProtocol: Bool {
        [EPROTONOSUPPORT, ESOCKTNOSUPPORT, EINVAL].contains(rawValue)
    }

    /// A Boolean value that indicates whether the error concerns a single connection, which ended before it was accepted (`accept(2)`).
    ///
    /// The next connection may be intact.
    var isConnectionGone: Bool {
        [
            EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
            ENETUNREACH, ETIMEDOUT,
        ].contains(rawValue)
    }
}
