// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

extension Registry {
    /// Accepts the next connection of a socket, without blocking.
    func accept(on number: UInt64) -> Arrival {
        guard let socket = sockets[number] else { return .none }
        var peer = clinux_socket_address()
        var local = clinux_socket_address()
        let raw = socket.descriptor.withRaw { clinux_accept($0, &peer, &local) }
        guard raw >= 0 else {
            let error = ErrorNumber.last
            if error == .tryAgain { return .none }
            return error.isConnectionGone ? .vanished : .exhausted
        }
        // For SCTP, the port is only reserved: a byte stream would lose the bounds of messages.
        guard socket.host.transport == .tcp, let peer = SocketAddress(peer), let local = SocketAddress(local) else {
            return .client(descriptor: raw, nil)
        }
        return .client(descriptor: raw, target(from: peer, at: local, on: socket))
    }

    /// Receives the next datagram of a socket, without blocking; nil if there is none.
    func receive(on number: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> ArrivedDatagram? {
        guard let socket = sockets[number] else { return nil }
        var sender = clinux_socket_address()
        var receiver = clinux_socket_address()
        let count = socket.descriptor.withRaw {
            clinux_receive_datagram($0, buffer.baseAddress, buffer.count, &sender, &receiver)
        }
        if count < 0 && ErrorNumber.last == .tryAgain { return nil }
        // A datagram to a broadcast or multicast address has no address for replies.
        guard
            count >= 0, let sender = SocketAddress(sender), let receiver = SocketAddress(receiver),
            !receiver.address.isMulticast, receiver.address != .v4(IPv4Address(rawValue: .max)),
            let target = target(from: sender, at: receiver, on: socket)
        else { return ArrivedDatagram(count: 0, route: nil) }
        return ArrivedDatagram(count: count, route: (DatagramClient(sender: sender, receiver: receiver), target))
    }

    /// Sends a reply from a socket while the reservation of the port lasts.
    ///
    /// A reply that cannot be sent is lost.
    func send(
        _ bytes: UnsafeRawBufferPointer,
        on number: UInt64,
        of reservation: UInt64,
        to receiver: SocketAddress,
        from sender: SocketAddress
    ) {
        guard let socket = sockets[number], ports[socket.port(for: receiver.address)]?.reservation == reservation else {
            return
        }
        var to = receiver.raw(on: socket.host.address.family)
        var from = sender.raw(on: socket.host.address.family)
        _ = socket.descriptor.withRaw { clinux_send_datagram($0, bytes.baseAddress, bytes.count, &to, &from) }
    }

    /// Starts or pauses the watch of a socket.
    func watch(_ number: UInt64, isWatched: Bool, by poller: borrowing Poller) {
        guard let socket = sockets[number] else { return }
        // The socket is registered under that number already, so the change cannot fail.
        socket.descriptor.withRaw { raw in
            try? poller.change(raw, for: isWatched ? .readable : [], as: EventToken(.reservedPort, number: number))
        }
    }

    private func target(from peer: SocketAddress, at local: SocketAddress, on socket: ReservedSocket) -> Target? {
        let port = socket.port(for: peer.address)
        guard let reserved = ports[port], reserved.relays(port.transport, at: local.address),
            reserved.admission.admits(peer.address, at: local.address)
        else { return nil }
        return Target(
            reservation: reserved.reservation,
            port: port,
            client: peer.address,
            network: ClientNetwork(of: peer.address, at: local.address),
            container: reserved.container
        )
    }
}
