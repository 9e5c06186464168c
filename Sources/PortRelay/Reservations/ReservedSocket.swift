// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

/// A socket that reserves a port, or the same port of both families.
///
/// Closed with its last reference.
final class ReservedSocket: Sendable {
    /// The address, port and protocol that the socket is bound to.
    let host: HostPort
    /// A Boolean value that indicates whether the socket is bound to 0.0.0.0 as well as to :: (`IPV6_V6ONLY` off).
    let isOfBothFamilies: Bool
    /// The descriptor of the socket.
    let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor, at host: HostPort, isOfBothFamilies: Bool) {
        self.host = host
        self.isOfBothFamilies = isOfBothFamilies
        self.descriptor = descriptor
    }

    deinit {
        // A child process has a copy of the descriptor until it runs its program. The shutdown frees the port despite that copy.
        if host.transport != .udp { descriptor.withRaw { _ = shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// Starts or stops to drop all incoming packets.
    func dropArrivals(_ isDropping: Bool) {
        // If the kernel refuses the filter, early packets are rejected when they are received.
        descriptor.withRaw { _ = isDropping ? clinux_drop_arrivals($0) : clinux_accept_arrivals($0) }
    }

    /// Returns the reserved port that a peer of its family reaches.
    func port(for peer: IPAddress) -> HostPort {
        isOfBothFamilies ? HostPort(host.transport, peer.family.everyAddress, host.port) : host
    }

    /// Binds a socket to a port.
    ///
    /// Returns nil if the kernel does not support SCTP, so that no program can bind its ports.
    static func bound(to host: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> ReservedSocket? {
        let stream = host.transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        let type = Int32(stream.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(host.address.family.number, type, Int32(host.transport.number))
        guard raw >= 0 else {
            let number = ErrorNumber.last
            if host.transport == .sctp && number.isUnknownProtocol { return nil }
            throw SyscallError(operation: "open", subject: "socket", number: number)
        }
        let descriptor = OwnedDescriptor(adopting: raw)
        try configure(raw, at: host, isOfBothFamilies: isOfBothFamilies)
        // Drops packets until the firewall leads to the container.
        _ = clinux_drop_arrivals(raw)
        var address = SocketAddress(host.address, port: host.port).raw(on: host.address.family)
        guard clinux_bind(raw, &address) == 0 else { throw SyscallError(lastOf: "bind", subject: "socket") }
        if host.transport != .udp {
            // Two sockets may have bound the same address. Only `listen` reports that the other one listens already.
            guard listen(raw, SOMAXCONN) == 0 else { throw SyscallError(lastOf: "listen at", subject: "socket") }
        }
        return ReservedSocket(descriptor, at: host, isOfBothFamilies: isOfBothFamilies)
    }

    private static func configure(_ raw: Int32, at host: HostPort, isOfBothFamilies: Bool) throws(SyscallError) {
        let isIPv6 = host.address.family == .v6
        var options: [(level: Int, option: Int32, value: Int32)] = []
        if isIPv6 { options.append((IPPROTO_IPV6, IPV6_V6ONLY, isOfBothFamilies ? 0 : 1)) }
        if host.transport == .udp {
            // Reports the destination address of each datagram, which is the source address of the reply.
            options.append(isIPv6 ? (IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) : (IPPROTO_IP, IP_PKTINFO, 1))
        } else {
            // Recently ended connections (TIME_WAIT) do not block the port. For UDP, the option would let other programs bind it too.
            options.append((Int(SOL_SOCKET), SO_REUSEADDR, 1))
        }
        for option in options {
            guard clinux_set_socket_option(raw, Int32(option.level), option.option, option.value) == 0 else {
                throw SyscallError(lastOf: "set option of", subject: "socket")
            }
        }
    }
}
