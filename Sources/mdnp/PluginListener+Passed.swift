import DockerPlugin
import LinuxSystem

extension PluginListener {
    /// The socket that the service manager passed, or one at a path where it passed none.
    ///
    /// - Throws: a `ListenerError` for anything that Docker could not call, and for more than one.
    init(passed sockets: [PassedSocket], orAt path: String) throws(ListenerError) {
        for socket in sockets {
            guard case .other(let words) = socket.kind else { continue }
            throw ListenerError(
                subject: "descriptor \(socket.descriptor)",
                cause: "it was passed to be listened on, and is \(words): a Unix stream socket that listens is needed"
            )
        }
        guard let socket = sockets.first else {
            self = .path(path)
            return
        }
        guard sockets.count == 1 else {
            let paths = sockets.compactMap { socket in
                if case .unixListener(let path) = socket.kind { path } else { nil }
            }
            throw ListenerError(
                subject: paths.joined(separator: " and "),
                cause: "pass one socket, Docker's; mdnp makes the one of its commands itself"
            )
        }
        self = .adopted(descriptor: socket.descriptor)
    }
}
