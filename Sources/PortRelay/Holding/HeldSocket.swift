// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

/// A socket that holds a port, or the same port of both families; closed when the last who knows it goes.
final class HeldSocket: Sendable {
    /// What it is bound to.
    let host: HostPort
    /// Whether it is bound to 0.0.0.0 as well as to :: (`IPV6_V6ONLY` off).
    let isOfBothFamilies: Bool
    /// The socket.
    let descriptor: OwnedDescriptor

    init(_ descriptor: consuming OwnedDescriptor, at host: HostPort, isOfBothFamilies: Bool) {
        self.host = host
        self.isOfBothFamilies = isOfBothFamilies
        self.descriptor = descriptor
    }

    deinit {
        // A child that is being started has a copy of the descriptor until it runs its program. Nobody is to be kept
        // from listening by that one.
        if host.transport != .udp { descriptor.withRaw { _ = shutdown($0, Int32(SHUT_RDWR)) } }
    }

    /// Drops all that comes from now on, or takes it.
    func dropArrivals(_ isDropping: Bool) {
        // Without the filter, what came too early is sorted out as it is taken.
        descriptor.withRaw { _ = isDropping ? clinux_drop_arrivals($0) : clinux_take_arrivals($0) }
    }

    /// The port that a peer came to.
    func port(for peer: IPAddress) -> HostPort {
        isOfBothFamilies ? HostPort(host.transport, peer.family.everyAddress, host.port) : host
    }

    /// Takes a port; nil if the kernel does not have SCTP, and nobody can have its ports.
    static func bound(to host: HostPort, isOfBothFamilies: Bool) throws(SyscallError) -> HeldSocket? {
        let stream = host.transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        let type = Int32(stream.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(host.address.family.number, type, Int32(host.transport.number))
        guard raw >= 0 else {
            let number = ErrorNumber.last
            if host.transport == .sctp && number.saysUnknownProtocol { return nil }
            throw SyscallError(operation: "open", subject: "socket", number: number)
        }
        let descriptor = OwnedDescriptor(adopting: raw)
        try configure(raw, at: host, isOfBothFamilies: isOfBothFamilies)
        // Until the firewall leads to the container.
        _ = clinux_drop_arrivals(raw)
        var address = SocketAddress(host.address, port: host.port).raw(on: host.address.family)
        guard clinux_bind(raw, &address) == 0 else { throw SyscallError(lastOf: "bind", subject: "socket") }
        if host.transport != .udp {
            // Two sockets that may share an address for now find out only here that one of them listens already.
            guard listen(raw, SOMAXCONN) == 0 else { throw SyscallError(lastOf: "listen at", subject: "socket") }
        }
        return HeldSocket(descriptor, at: host, isOfBothFamilies: isOfBothFamilies)
    }

    private static func configure(_ raw: Int32, at host: HostPort, isOfBothFamilies: Bool) throws(SyscallError) {
        let isIPv6 = host.address.family == .v6
        var options: [(level: Int, option: Int32, value: Int32)] = []
        if isIPv6 { options.append((IPPROTO_IPV6, IPV6_V6ONLY, isOfBothFamilies ? 0 : 1)) }
        if host.transport == .udp {
            // Which of the host's addresses a datagram came to, so that the answer comes from there.
            options.append(isIPv6 ? (IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) : (IPPROTO_IP, IP_PKTINFO, 1))
        } else {
            // Connections that ended a moment ago (TIME_WAIT) do not hinder; of UDP, it would let others in.
            options.append((Int(SOL_SOCKET), SO_REUSEADDR, 1))
        }
        for option in options {
            guard clinux_set_socket_option(raw, Int32(option.level), option.option, option.value) == 0 else {
                throw SyscallError(lastOf: "set option of", subject: "socket")
            }
        }
    }
}
