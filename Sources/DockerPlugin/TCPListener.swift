// SPDX-License-Identifier: Apache-2.0

import Addressing
import Listening
import NIOCore
import NIOSSL

/// An address and a port on which a plugin can be called, over TLS or without.
///
/// Whoever calls a plugin has what root has. So without a CA, by whose certificates clients are known, only the host's own processes are let
/// in: a loopback address. Anything else has to be allowed.
public struct TCPListener: Hashable, Sendable {
    /// An address of this host, such as `127.0.0.1` or `::1`, or a name that stands for one; `0.0.0.0` or `::` for all of them.
    public let host: String

    /// The port, 1 to 65535.
    public let port: UInt16

    /// What proves both ends; nil for plain HTTP.
    public let tls: TLSFiles?

    /// Whether clients may come from anywhere without a certificate.
    public let isInsecure: Bool

    /// A place to listen at; nothing is looked at before the service starts.
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

    /// Host and port as they stand in a URL.
    var authority: Authority { Authority(host: host, port: port) }
}

extension TCPListener {
    /// Finds out whether the socket could be made, and what TLS needs is there.
    func check() throws(ListenerError) {
        try ListeningSocket.check(address: try address(), subject: description)
        _ = try loadTLS()
    }

    /// Makes the socket.
    func open() throws(ListenerError) -> ListeningSocket {
        try ListeningSocket(address: try address(), subject: description)
    }

    /// Reads what TLS needs; nil for plain HTTP.
    func loadTLS() throws(ListenerError) -> NIOSSLContext? {
        guard let tls else { return nil }
        do throws(TLSFileError) {
            return try tls.load()
        } catch {
            throw ListenerError(subject: description, cause: "\(error)")
        }
    }

    /// Where to listen, if it is allowed there.
    private func address() throws(ListenerError) -> SocketAddress {
        guard let address = try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)) else {
            throw ListenerError(subject: description, cause: "\(host) is neither an address nor a name that has one")
        }
        let isLoopback = address.ipAddress.flatMap { IPAddress($0) }?.isLoopback == true
        guard isLoopback || isInsecure || tls?.clientCA != nil else {
            throw ListenerError(
                subject: description,
                cause: "whoever reaches it could command this host: "
                    + "name the CA whose clients are let in, or a loopback address, or allow it as insecure"
            )
        }
        return address
    }
}
