import Glibc

/// Where the service listens.
public enum PluginListener: Hashable, Sendable {
    /// A Unix socket made at this path, mode 0600, and removed at the end.
    ///
    /// The directory is made if it is missing. A socket that nobody listens on any more is replaced; anything
    /// else that is in the way is an error. Docker looks for `/run/docker/plugins/NAME.sock`.
    case path(String)

    /// A socket that is listening already, such as one that systemd passed; its file is never removed.
    ///
    /// The service owns the descriptor from `run` on, and closes it.
    case adopted(descriptor: Int32)
}

extension PluginListener: CustomStringConvertible {
    /// The path, or the descriptor's number.
    public var description: String {
        switch self {
        case .path(let path): path
        case .adopted(let descriptor): "descriptor \(descriptor)"
        }
    }
}

extension PluginListener {
    /// Makes, or checks, the socket.
    func open() throws(ListenerError) -> ListeningSocket {
        switch self {
        case .path(let path):
            return try ListeningSocket(path: path)
        case .adopted(let descriptor):
            var isListening: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 else {
                let number = errno
                throw ListenerError(subject: description, errorNumber: number)
            }
            guard isListening != 0 else {
                throw ListenerError(subject: description, cause: "the socket is not listening")
            }
            // It was passed over an exec; what this process starts has no use for it, and would keep it open.
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            // Connections are taken until none is left.
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            return ListeningSocket(adopting: descriptor)
        }
    }
}

extension ListenerError {
    /// An error of a system call.
    init(subject: String, errorNumber: Int32) {
        self.init(subject: subject, cause: String(cString: strerror(errorNumber)))
    }
}
