// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A Linux error number (`errno`), with its name.
///
/// Code compares numbers, never descriptions.
public struct ErrorNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The positive number, as in `errno`.
    public let rawValue: Int32

    /// Creates an error number from its positive value.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The name in C, such as `"EEXIST"`; `"errno 999"` for a number without one.
    public var name: String {
        guard let name = clinux_errno_name(rawValue) else { return "errno \(rawValue)" }
        return String(cString: name)
    }

    /// The English description from libc, such as `"File exists"`.
    public var message: String {
        String(cString: clinux_errno_message(rawValue))
    }

    /// The name and the description: `"EEXIST: File exists"`.
    public var description: String {
        "\(name): \(message)"
    }

    /// The error number of the last call on this thread.
    public static var last: ErrorNumber {
        ErrorNumber(rawValue: clinux_errno())
    }
}

extension ErrorNumber {
    /// `EPERM`: the operation needs root or a capability.
    public static var notPermitted: Self { Self(rawValue: EPERM) }
    /// `ENOENT`: no such file, rule, table or element.
    public static var notFound: Self { Self(rawValue: ENOENT) }
    /// `ESRCH`: no such process, route or neighbor.
    public static var noSuchProcess: Self { Self(rawValue: ESRCH) }
    /// `EINTR`: a signal interrupted the call.
    public static var interrupted: Self { Self(rawValue: EINTR) }
    /// `EAGAIN`: the operation would block, or is not possible for now.
    public static var tryAgain: Self { Self(rawValue: EAGAIN) }
    /// `EBUSY`: the object is in use.
    public static var busy: Self { Self(rawValue: EBUSY) }
    /// `EEXIST`: the object exists already.
    public static var exists: Self { Self(rawValue: EEXIST) }
    /// `ENODEV`: no such link.
    public static var noDevice: Self { Self(rawValue: ENODEV) }
    /// `EINVAL`: an argument is invalid.
    public static var invalid: Self { Self(rawValue: EINVAL) }
    /// `ERESTART`: the object has changed since it was read.
    public static var restart: Self { Self(rawValue: ERESTART) }
    /// `ETIMEDOUT`: the time limit is exceeded.
    public static var timedOut: Self { Self(rawValue: ETIMEDOUT) }
    /// `EMSGSIZE`: the message is longer than the receiver's limit.
    public static var messageTooLong: Self { Self(rawValue: EMSGSIZE) }
    /// `EOPNOTSUPP`: the kernel does not support the operation for this object.
    public static var notSupported: Self { Self(rawValue: EOPNOTSUPP) }
    /// `EADDRINUSE`: another socket has the port.
    public static var addressInUse: Self { Self(rawValue: EADDRINUSE) }
    /// `EADDRNOTAVAIL`: no such address on the link.
    public static var addressNotAvailable: Self { Self(rawValue: EADDRNOTAVAIL) }
    /// `ENETDOWN`: the link is down.
    public static var networkDown: Self { Self(rawValue: ENETDOWN) }
    /// `ENETUNREACH`: no route leads there.
    public static var networkUnreachable: Self { Self(rawValue: ENETUNREACH) }
    /// `EHOSTUNREACH`: the next router is unreachable.
    public static var hostUnreachable: Self { Self(rawValue: EHOSTUNREACH) }
    /// `EROFS`: the file system is mounted read-only.
    public static var readOnlyFileSystem: Self { Self(rawValue: EROFS) }
    /// `EXFULL`: a bridge has no free port.
    public static var exchangeFull: Self { Self(rawValue: EXFULL) }
    /// `ENOBUFS`: the receive buffer overflowed, and messages were lost.
    public static var noBufferSpace: Self { Self(rawValue: ENOBUFS) }
}
