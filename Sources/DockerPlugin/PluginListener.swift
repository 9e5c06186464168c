// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
public import Listening
import NIOSSL

/// The listening address of the service; Docker uses one address for each plugin.
public enum PluginListener: Hashable, Sendable {
    /// A Unix socket at this path, created with mode 0600, and removed at the end.
    ///
    /// A stale socket is replaced; any other file at the path is an error. The directory `/run/docker/plugins`, which does not survive a
    /// boot, is created if missing. Any other directory must exist.
    case path(String)

    /// A socket that already listens, such as one from systemd; its file is never removed.
    ///
    /// The service owns the descriptor from the start of `run`, and closes it.
    case adopted(descriptor: Int32)

    /// A port of a host address; Docker needs a ``DiscoveryFile`` for it.
    case tcp(TCPListener)
}

extension PluginListener: CustomStringConvertible {
    /// The path, the descriptor's number, or `tcp://HOST:PORT`.
    public var description: String {
        switch self {
        case .path(let path): path
        case .adopted(let descriptor): "descriptor \(descriptor)"
        case .tcp(let listener): "\(listener)"
        }
    }
}

extension PluginListener {
    /// Checks that the service could listen now; clients do not notice the check.
    ///
    /// The check serves programs that report errors before they start anything.
    ///
    /// - Throws: The same errors as `run`.
    public func check() throws(ListenerError) {
        switch self {
        case .path(let path):
            try ListeningSocket.check(path: path)
        case .adopted(let descriptor):
            try Self.checkListening(descriptor)
        case .tcp(let listener):
            try listener.check()
        }
    }

    /// The check of requests on a port without TLS, which any process on the host can reach, including a web page in a browser.
    var hostCheck: HostCheck? {
        guard case .tcp(let listener) = self, listener.tls == nil else { return nil }
        return HostCheck(names: [listener.host])
    }

    /// Loads the TLS context; nil without TLS.
    func loadTLS() throws(ListenerError) -> NIOSSLContext? {
        if case .tcp(let listener) = self { try listener.loadTLS() } else { nil }
    }

    /// Creates the socket, or checks an adopted one.
    func open() throws(ListenerError) -> ListeningSocket {
        switch self {
        case .path(let path):
            return try ListeningSocket(path: path)
        case .adopted(let descriptor):
            try Self.checkListening(descriptor)
            // The descriptor was inherited across exec; child processes must not inherit it and keep the socket open.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Nonblocking: connections are accepted until none is left.
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            return ListeningSocket(OwnedDescriptor(adopting: descriptor), origin: .adopted)
        case .tcp(let listener):
            return try listener.open()
        }
    }

    private static func checkListening(_ descriptor: Int32) throws(ListenerError) {
        let subject = "\(Self.adopted(descriptor: descriptor))"
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 else {
            throw ListenerError(subject: subject, errorNumber: errno)
        }
        guard isListening != 0 else {
            throw ListenerError(subject: subject, cause: "the socket is not listening")
        }
    }
}
