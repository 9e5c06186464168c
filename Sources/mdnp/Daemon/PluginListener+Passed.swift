// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import LinuxSystem
import Listening

extension PluginListener {
    /// The socket from the service manager, or else the listener from the options.
    ///
    /// - Throws: A `ListenerError` for a socket that Docker could not call, for more than one socket, or for a socket beside a port.
    init(passed sockets: [PassedSocket], or options: ListenOptions) throws(ListenerError) {
        for socket in sockets {
            guard case .other(let description) = socket.kind else { continue }
            throw ListenerError(
                subject: "descriptor \(socket.descriptor)",
                cause: "\(description); pass a listening Unix stream socket"
            )
        }
        guard let socket = sockets.first else {
            self = try options.listener()
            return
        }
        guard sockets.count == 1 else {
            let paths = sockets.compactMap { socket in
                if case .unixListener(let path) = socket.kind { path } else { nil }
            }
            throw ListenerError(
                subject: paths.joined(separator: " and "),
                cause: "pass one socket, for Docker; mdnp creates its command socket itself"
            )
        }
        guard !options.isPort else {
            throw ListenerError(
                subject: "descriptor \(socket.descriptor)",
                cause: "passed by the service manager, but --listen names a port; stop mdnp.socket, or omit --listen"
            )
        }
        self = .adopted(descriptor: socket.descriptor)
    }
}
