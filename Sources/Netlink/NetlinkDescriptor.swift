// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem

/// An open netlink socket, which sends and receives datagrams as bytes.
struct NetlinkDescriptor: ~Copyable, Sendable {
    /// The requested size of the receive buffer, in bytes; the kernel grants it to root.
    private static var receiveBufferSize: Int32 { 8 << 20 }

    private let descriptor: OwnedDescriptor
    /// The port id that the kernel assigned to the socket, and that all replies contain.
    let portID: UInt32

    /// Opens a socket in a namespace, or in the namespace of the calling thread.
    init(family: NetlinkFamily, namespace: NetworkNamespace?) throws(SyscallError) {
        let number = family.rawValue
        let open: @Sendable () throws(SyscallError) -> Int32 = { () throws(SyscallError) in
            let raw = clinux_netlink_socket(number)
            guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "netlink socket") }
            return raw
        }
        // The socket belongs to the namespace in which it was opened, on any thread.
        let raw = if let namespace { try namespace.runBlocking(open) } else { try open() }
        let opened = OwnedDescriptor(adopting: raw)
        portID = try Self.configure(raw)
        descriptor = opened
    }

    /// Binds a socket, sets its options and its receive buffer, and returns its port id.
    private static func configure(_ raw: Int32) throws(SyscallError) -> UInt32 {
        var portID: UInt32 = 0
        guard clinux_netlink_bind(raw, &portID) == 0 else {
            throw SyscallError(lastOf: "bind", subject: "netlink socket")
        }
        // Error messages of the kernel, errors without a copy of the request, and strict filters of lists.
        for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
            guard clinux_set_socket_option(raw, SOL_NETLINK, option, 1) == 0 else {
                throw SyscallError(lastOf: "set option \(option) of", subject: "netlink socket")
            }
        }
        // SO_RCVBUFFORCE needs CAP_NET_ADMIN; without it, the host's limit applies.
        if clinux_set_socket_option(raw, SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferSize) != 0 {
            _ = clinux_set_socket_option(raw, SOL_SOCKET, SO_RCVBUF, receiveBufferSize)
        }
        return portID
    }

    /// Joins a multicast group, such as `RTNLGRP_LINK`.
    func join(group: UInt32) throws(SyscallError) {
        try descriptor.withRaw { raw throws(SyscallError) in
            guard clinux_set_socket_option(raw, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, Int32(bitPattern: group)) == 0
            else { throw SyscallError(lastOf: "join group \(group) of", subject: "netlink socket") }
        }
    }

    /// Enlarges the send buffer for a datagram of this length, in bytes.
    func makeRoomToSend(_ count: Int) {
        // A size above the host's limit causes `EMSGSIZE` when sending. The kernel doubles the number itself.
        descriptor.withRaw { raw in
            let size = Int32(clamping: count)
            if clinux_set_socket_option(raw, SOL_SOCKET, SO_SNDBUFFORCE, size) != 0 {
                _ = clinux_set_socket_option(raw, SOL_SOCKET, SO_SNDBUF, size)
            }
        }
    }

    /// Returns the index of the link with a name; nil if there is none (`SIOCGIFINDEX`).
    func linkIndex(of name: String) -> Int32? {
        let index = descriptor.withRaw { clinux_link_index($0, name) }
        return index > 0 ? index : nil
    }

    /// Sends one datagram; the kernel executes its requests before the call returns.
    func send(_ bytes: [UInt8]) throws(SyscallError) {
        try descriptor.withRaw { raw throws(SyscallError) in
            while true {
                let count = bytes.withUnsafeBytes { clinux_netlink_send(raw, $0.baseAddress, $0.count) }
                if count >= 0 { return }
                let number = ErrorNumber.last
                guard number == .interrupted else {
                    throw SyscallError(operation: "send", subject: "netlink request", number: number)
                }
            }
        }
    }

    /// Receives the next datagram from the kernel into a buffer, and returns its length; nil if there is none.
    ///
    /// Throws `EMSGSIZE` for a datagram longer than the buffer, and `ENOBUFS` after a loss of datagrams.
    func receive(into buffer: inout [UInt8]) throws(SyscallError) -> Int? {
        while true {
            var sender: UInt32 = 0
            let count = descriptor.withRaw { raw in
                buffer.withUnsafeMutableBytes { bytes in
                    clinux_netlink_receive(raw, bytes.baseAddress, bytes.count, &sender)
                }
            }
            let number = ErrorNumber.last
            if count > buffer.count {
                throw SyscallError(operation: "receive", subject: "netlink answer", number: .messageTooLong)
            }
            // Any process may send to a netlink port; only port 0 is the kernel.
            if count >= 0 && sender == 0 { return count }
            if count < 0 && number == .tryAgain { return nil }
            if count < 0 && number != .interrupted {
                throw SyscallError(operation: "receive", subject: "netlink answer", number: number)
            }
        }
    }

    /// Blocks until a datagram is available, and returns true, or false if the other descriptor is readable.
    func waitToReceive(unless other: borrowing OwnedDescriptor) -> Bool {
        descriptor.withRaw { raw in
            other.withRaw { other in
                var both = [
                    pollfd(fd: raw, events: Int16(POLLIN), revents: 0),
                    pollfd(fd: other, events: Int16(POLLIN), revents: 0),
                ]
                while poll(&both, 2, -1) < 0 {}
                return both[1].revents == 0
            }
        }
    }
}
