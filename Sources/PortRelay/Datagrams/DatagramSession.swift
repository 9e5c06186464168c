// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

/// A sender of datagrams to a reserved port, and the host address that it sends to.
struct DatagramClient: Hashable, Sendable {
    /// The address and port of the client.
    let sender: SocketAddress
    /// The destination address of the client, which is the source address of replies.
    let receiver: SocketAddress

    /// The network that limits count as one client.
    var network: ClientNetwork { ClientNetwork(of: sender.address, at: receiver.address) }
}

/// A socket that exchanges datagrams with a container for one client.
final class DatagramSession {
    /// The number of the session in event tokens.
    let number: UInt64
    /// The client.
    let client: DatagramClient
    /// The target in the container.
    let container: AddressPort
    /// The number of the reserved socket that the client sends to.
    let socket: UInt64
    private let descriptor: OwnedDescriptor

    init(
        _ number: UInt64,
        of client: DatagramClient,
        to container: AddressPort,
        on socket: UInt64,
        watchedBy poller: borrowing Poller
    ) throws(SyscallError) {
        let descriptor = try OwnedDescriptor.connecting(to: container, over: .udp)
        try descriptor.withRaw { raw throws(SyscallError) in
            try poller.add(raw, for: .readable, as: EventToken(.session, number: number))
        }
        self.number = number
        self.client = client
        self.container = container
        self.socket = socket
        self.descriptor = descriptor
    }

    /// Sends a datagram to the container.
    ///
    /// A datagram that cannot be sent is lost.
    func send(_ bytes: UnsafeRawBufferPointer) {
        // A call may report the error of an earlier datagram (`ECONNREFUSED`), and then has sent nothing.
        if attempt(bytes) < 0 { _ = attempt(bytes) }
    }

    private func attempt(_ bytes: UnsafeRawBufferPointer) -> Int {
        descriptor.withRaw { CLinux.send($0, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Receives the next datagram of the container.
    ///
    /// Returns its length in bytes, or nil if there is none.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = descriptor.withRaw { recv($0, buffer.baseAddress, buffer.count, 0) }
            if count >= 0 { return count }
            // A refusal of an earlier datagram does not affect the next one.
            if ErrorNumber.last != .connectionRefused && ErrorNumber.last != .interrupted { return nil }
        }
    }
}
