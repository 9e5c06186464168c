// SPDX-License-Identifier: Apache-2.0

import Glibc
import LinuxSystem
import Synchronization

/// An IPv4 address and a port.
struct Target: Hashable, Sendable {
    /// The address in dotted decimal.
    let address: String
    /// The port.
    let port: UInt16

    /// The form for system calls.
    var raw: sockaddr_in {
        var raw = sockaddr_in()
        raw.sin_family = sa_family_t(AF_INET)
        raw.sin_port = port.bigEndian
        raw.sin_addr.s_addr = inet_addr(address)
        return raw
    }
}

/// An IPv4 socket in the network namespace of the thread that opened it.
///
/// Closed by ``close()``, or with its last reference.
final class Socket: Sendable {
    /// The kinds of sockets.
    enum Kind {
        /// TCP.
        case stream
        /// UDP.
        case datagram
    }

    private let descriptor: Atomic<Int32>

    private init(adopting raw: Int32) {
        descriptor = Atomic(raw)
    }

    deinit { close() }

    /// Closes the socket at once, despite other references.
    func close() {
        let raw = descriptor.exchange(-1, ordering: .relaxed)
        if raw >= 0 { _ = Glibc.close(raw) }
    }

    /// Opens a socket whose calls time out after 2 s.
    init(_ kind: Kind) throws(SyscallError) {
        let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
        let raw = socket(AF_INET, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "socket") }
        descriptor = Atomic(raw)
        try setTimeout(SO_RCVTIMEO, milliseconds: 2000)
        try setTimeout(SO_SNDTIMEO, milliseconds: 2000)
    }

    /// Opens a socket that serves a port on all addresses, and whose calls time out after 20 ms.
    convenience init(_ kind: Kind, serving port: UInt16) throws(SyscallError) {
        try self.init(kind)
        try setTimeout(SO_RCVTIMEO, milliseconds: 20)
        try setOption(SOL_SOCKET, SO_REUSEADDR, Int32(1))
        var raw = Target(address: "0.0.0.0", port: port).raw
        // The kernel releases a port only after the last call on its socket has returned, in any thread.
        let deadline = ContinuousClock.now + .seconds(5)
        while withPointer(to: &raw, { bind(self.raw, $0, $1) }) != 0 {
            let error = SyscallError(lastOf: "bind", subject: "port \(port)")
            guard error.number == .addressInUse, ContinuousClock.now < deadline else { throw error }
            usleep(1000)
        }
        guard kind == .datagram || listen(self.raw, 4096) == 0 else {
            throw SyscallError(lastOf: "listen", subject: "port \(port)")
        }
    }

    /// Opens a socket that is connected to a target.
    convenience init(_ kind: Kind, connectedTo target: Target) throws(SyscallError) {
        try self.init(kind)
        var raw = target.raw
        guard withPointer(to: &raw, { connect(self.raw, $0, $1) }) == 0 else {
            throw SyscallError(lastOf: "connect", subject: "\(target.address):\(target.port)")
        }
    }

    /// The raw descriptor, valid as long as the socket is referenced.
    var raw: Int32 { descriptor.load(ordering: .relaxed) }

    /// Accepts a connection; nil if none arrives in time.
    func accept() throws(SyscallError) -> Socket? {
        let raw = Glibc.accept(self.raw, nil, nil)
        guard raw >= 0 else {
            if errno == EAGAIN || errno == EINTR || errno == ECONNABORTED { return nil }
            throw SyscallError(lastOf: "accept", subject: "connection")
        }
        let socket = Socket(adopting: raw)
        // The connection has inherited the listener's timeout.
        try socket.setTimeout(SO_RCVTIMEO, milliseconds: 2000)
        return socket
    }

    /// Enlarges the receive buffer beyond the host's limit (`SO_RCVBUFFORCE`).
    func setReceiveBuffer(bytes: Int32) throws(SyscallError) {
        try setOption(SOL_SOCKET, SO_RCVBUFFORCE, bytes)
    }

    /// Makes the close reset the connection (`SO_LINGER`), so that no port stays in use for a minute.
    func resetWhenClosed() throws(SyscallError) {
        try setOption(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    private func setTimeout(_ option: Int32, milliseconds: Int) throws(SyscallError) {
        let time = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        try setOption(SOL_SOCKET, option, time)
    }

    private func setOption<Value: BitwiseCopyable>(
        _ level: Int32,
        _ option: Int32,
        _ value: Value
    ) throws(SyscallError) {
        let failed = withUnsafeBytes(of: value) { bytes in
            setsockopt(raw, level, option, bytes.baseAddress, socklen_t(bytes.count)) != 0
        }
        if failed { throw SyscallError(lastOf: "set", subject: "socket option \(option)") }
    }

    private func withPointer(
        to address: inout sockaddr_in,
        _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
