// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

/// Who sends datagrams to a held port, and to which of the host's addresses.
struct DatagramClient: Hashable, Sendable {
    /// The client.
    let sender: SocketAddress
    /// The address that it sends to, from which it wants its answers.
    let receiver: SocketAddress

    /// What counts as one client with it.
    var network: ClientNetwork { ClientNetwork(of: sender.address, at: receiver.address) }
}

/// A socket that speaks with a container for one client.
final class DatagramSession {
    /// Its number among the events.
    let number: UInt64
    /// The client.
    let client: DatagramClient
    /// Where it leads.
    let container: AddressPort
    /// The number of the socket that the client knows.
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

    /// Sends a datagram to the container; what cannot be sent is lost, as datagrams are.
    func send(_ bytes: UnsafeRawBufferPointer) {
        // A call fails with what became of the datagram before (`ECONNREFUSED`), and then has sent nothing.
        if attempt(bytes) < 0 { _ = attempt(bytes) }
    }

    private func attempt(_ bytes: UnsafeRawBufferPointer) -> Int {
        descriptor.withRaw { CLinux.send($0, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Takes the container's next datagram: how long it is, or nil if there is none.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = descriptor.withRaw { recv($0, buffer.baseAddress, buffer.count, 0) }
            if count >= 0 { return count }
            // That the container refused an earlier one says nothing about the next.
            if ErrorNumber.last != .connectionRefused && ErrorNumber.last != .interrupted { return nil }
        }
    }
}
