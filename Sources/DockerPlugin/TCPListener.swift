// SPDX-License-Identifier: Apache-2.0

import Addressing
import Listening
import NIOCore
import NIOSSL

/// A TCP address and port for the calls of a plugin, with or without TLS.
///
/// A client of a plugin is as powerful as root. Without a CA that authenticates clients, only a loopback address is allowed: the host's own
/// processes. Anything else requires ``isInsecure``.
public struct TCPListener: Hashable, Sendable {
    /// An address of this host, such as `127.0.0.1` or `::1`, or a host name; `0.0.0.0` or `::` for all addresses.
    public let host: String

    /// The port, 1 to 65535.
    public let port: UInt16

    /// The TLS files; nil for plain HTTP.
    public let tls: TLSFiles?

    /// A Boolean value that indicates whether clients without a certificate may connect from other hosts.
    public let isInsecure: Bool

    /// Creates a listener; nothing is checked before the service starts.
    public init(host: String, port: UInt16, tls: TLSFiles?, isInsecure: Bool = false) {
        self.host = host
        self.port = port
        self.tls = tls
        self.isInsecure = isInsecure
    }
}

extension TCPListener: CustomStringConvertible {
    /// `tcp://HOST:PORT`, an IPv6 address in brackets.
    public var description: String { "tcp://\(authority)" }

    /// The host and port as in a URL.
    var authority: Authority { Authority(host: host, port: port) }
}

extension TCPListener {
    /// Checks that the socket could be opened, and that the TLS files are valid.
    func check() throws(ListenerError) {
        try ListeningSocket.check(address: try address(), subject: description)
        _ = try loadTLS()
    }

    /// Opens the socket.
    func open() throws(ListenerError) -> ListeningSocket {
        try ListeningSocket(address: try address(), subject: description)
    }

    /// Loads the TLS files; nil for plain HTTP.
    func loadTLS() throws(ListenerError) -> NIOSSLContext? {
        guard let tls else { return nil }
        do throws(TLSFileError) {
            return try tls.load()
        } catch {
            throw ListenerError(subject: description, cause: "\(error)")
        }
    }

    /// Resolves the address, and checks that it is allowed.
    private func address() throws(ListenerError) -> SocketAddress {
        guard let address = try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)) else {
            throw ListenerError(subject: description, cause: "\(host) is not an address, and does not resolve to one")
        }
        let isLoopback = address.ipAddress.flatMap { IPAddress($0) }?.isLoopback == true
        guard isLoopback || isInsecure || tls?.clientCA != nil else {
            throw ListenerError(
                subject: description,
                cause: "every client that can connect could control this host; "
                    + "set --tls-ca, use a loopback address, or allow it as insecure"
            )
        }
        return address
    }
}
