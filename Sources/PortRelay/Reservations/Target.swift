// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The target of a client of a reserved port.
struct Target: Sendable {
    /// The number of the reservation.
    let reservation: UInt64
    /// The reserved port.
    let port: HostPort
    /// The address of the client.
    let client: IPAddress
    /// The network that limits count as one client.
    let network: ClientNetwork
    /// The target in the container.
    let container: AddressPort
}

/// The result of accepting a connection at a reserved port.
enum Arrival: Sendable {
    /// No connection is waiting.
    case none
    /// A connection ended before it was accepted.
    case vanished
    /// No connection can be accepted for now, for lack of descriptors.
    case exhausted
    /// A connection and its target; nil if the port does not admit the client.
    case client(descriptor: Int32, Target?)
}

/// A datagram that arrived at a reserved port; its bytes are in the buffer.
struct ArrivedDatagram: Sendable {
    /// The length of the datagram in bytes.
    let count: Int
    /// The client and its target; nil if the port does not admit the client.
    let route: (client: DatagramClient, target: Target)?
}
