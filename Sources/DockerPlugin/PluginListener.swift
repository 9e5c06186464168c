// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
public import Listening
import NIOSSL

/// Where the service listens: one place, since Docker knows one of a plugin's.
public enum PluginListener: Hashable, Sendable {
    /// A Unix socket made at this path, mode 0600, and removed at the end.
    ///
    /// A socket that nobody listens on any more is replaced; anything else that is in the way is an error. Docker looks for
    /// `/run/docker/plugins/NAME.sock`, a directory that no boot leaves standing: it is made where it is missing. Any other has to be there.
    case path(String)

    /// A socket that is listening already, such as one that systemd passed; its file is never removed.
    ///
    /// The service owns the descriptor from `run` on, and closes it.
    case adopted(descriptor: Int32)

    /// A port of an address of the host's. Docker finds it by a ``DiscoveryFile``.
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
    /// Finds out whether the service could listen there now, without doing so; no client notices.
    ///
    /// For a program that wants to know before it begins anything else. Throws what `run` would.
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

    /// What requests have to pass where any process of the host, and so any web page in a browser there, can connect.
    var hostCheck: HostCheck? {
        guard case .tcp(let listener) = self, listener.tls == nil else { return nil }
        return HostCheck(names: [listener.host])
    }

    /// What clients' handshakes need, where there are any.
    func loadTLS() throws(ListenerError) -> NIOSSLContext? {
        if case .tcp(let listener) = self { try listener.loadTLS() } else { nil }
    }

    /// Makes, or checks, the socket.
    func open() throws(ListenerError) -> ListeningSocket {
        switch self {
        case .path(let path):
            return try ListeningSocket(path: path)
        case .adopted(let descriptor):
            try Self.checkListening(descriptor)
            // It was passed over an exec; what this process starts has no use for it, and would keep it open.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Connections are taken until none is left.
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
