// SPDX-License-Identifier: Apache-2.0

import CLinux

/// A descriptor that the service manager passed, and its kind.
///
/// The code that adopts the descriptor owns it; until then, it stays open. Child processes do not inherit it.
public struct PassedSocket: Hashable, Sendable {
    /// The descriptor.
    public let descriptor: Int32
    /// The name (`LISTEN_FDNAMES`); may be empty.
    public let name: String
    /// The kind of the descriptor.
    public let kind: Kind

    /// The kind of a descriptor.
    public enum Kind: Hashable, Sendable {
        /// A listening Unix stream socket, and the path that it is bound to.
        ///
        /// The path of an abstract socket is `@` and a name.
        case unixListener(path: String)
        /// Any other descriptor, with a description such as `"a socket that is not listening"`.
        case other(String)
    }

    /// Examines a descriptor, and sets it close-on-exec.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        self.kind = Self.kind(of: descriptor)
    }

    private static func kind(of descriptor: Int32) -> Kind {
        guard clinux_close_on_exec(descriptor) == 0 else { return .other("not open") }
        guard let family = option(SO_DOMAIN, of: descriptor) else { return .other("not a socket") }
        guard family == AF_UNIX else { return .other("not a Unix socket") }
        guard option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue) else {
            return .other("not a stream socket")
        }
        guard option(SO_ACCEPTCONN, of: descriptor) == 1 else { return .other("a socket that is not listening") }
        var path = [CChar](repeating: 0, count: 109)
        guard clinux_unix_path(descriptor, &path) == 0 else { return .other("a socket without an address") }
        return .unixListener(
            path: String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        )
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout.size(ofValue: value))
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }
}
