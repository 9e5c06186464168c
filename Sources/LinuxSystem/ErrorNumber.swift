// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A Linux error number (`errno`), with its name.
///
/// Compare numbers, never their words.
public struct ErrorNumber: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The positive number, as in `errno`.
    public let rawValue: Int32

    /// An error number from its positive value.
    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// The name that C gives it, such as `"EEXIST"`; `"errno 999"` for a number without one.
    public var name: String {
        guard let name = clinux_errno_name(rawValue) else { return "errno \(rawValue)" }
        return String(cString: name)
    }

    /// What libc says about it in English, such as `"File exists"`.
    public var words: String {
        String(cString: clinux_errno_words(rawValue))
    }

    /// Name and words: `"EEXIST: File exists"`.
    public var description: String {
        "\(name): \(words)"
    }

    /// The number that the call just made on this thread has left behind.
    public static var last: ErrorNumber {
        ErrorNumber(rawValue: clinux_errno())
    }
}

extension ErrorNumber {
    /// `EPERM`: only root, or a holder of the capability, may do it.
    public static var notPermitted: Self { Self(rawValue: EPERM) }
    /// `ENOENT`: no such file, rule, table or element.
    public static var notFound: Self { Self(rawValue: ENOENT) }
    /// `ESRCH`: no such process, route or neighbor.
    public static var noSuchProcess: Self { Self(rawValue: ESRCH) }
    /// `EINTR`: a signal came in between.
    public static var interrupted: Self { Self(rawValue: EINTR) }
    /// `EAGAIN`: not now.
    public static var tryAgain: Self { Self(rawValue: EAGAIN) }
    /// `EBUSY`: in use.
    public static var busy: Self { Self(rawValue: EBUSY) }
    /// `EEXIST`: it is there already.
    public static var exists: Self { Self(rawValue: EEXIST) }
    /// `ENODEV`: no such link.
    public static var noDevice: Self { Self(rawValue: ENODEV) }
    /// `EINVAL`: an argument that makes no sense.
    public static var invalid: Self { Self(rawValue: EINVAL) }
    /// `ERESTART`: what was read has changed since.
    public static var restart: Self { Self(rawValue: ERESTART) }
    /// `ETIMEDOUT`: it took longer than it may.
    public static var timedOut: Self { Self(rawValue: ETIMEDOUT) }
    /// `EMSGSIZE`: a message longer than what takes it.
    public static var messageTooLong: Self { Self(rawValue: EMSGSIZE) }
    /// `EOPNOTSUPP`: the kernel cannot do it for this object.
    public static var notSupported: Self { Self(rawValue: EOPNOTSUPP) }
    /// `EADDRINUSE`: another socket has the port.
    public static var addressInUse: Self { Self(rawValue: EADDRINUSE) }
    /// `EADDRNOTAVAIL`: no such address on the link.
    public static var addressNotAvailable: Self { Self(rawValue: EADDRNOTAVAIL) }
    /// `ENETDOWN`: the link is down.
    public static var networkDown: Self { Self(rawValue: ENETDOWN) }
    /// `ENETUNREACH`: no route leads there.
    public static var networkUnreachable: Self { Self(rawValue: ENETUNREACH) }
    /// `EHOSTUNREACH`: the next router is out of reach.
    public static var hostUnreachable: Self { Self(rawValue: EHOSTUNREACH) }
    /// `EROFS`: the file system is mounted read-only.
    public static var readOnlyFileSystem: Self { Self(rawValue: EROFS) }
    /// `EXFULL`: a bridge has no port left.
    public static var exchangeFull: Self { Self(rawValue: EXFULL) }
    /// `ENOBUFS`: the receive buffer ran over, and messages were lost.
    public static var noBufferSpace: Self { Self(rawValue: ENOBUFS) }
}
