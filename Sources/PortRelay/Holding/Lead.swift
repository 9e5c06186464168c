// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// Where somebody who came to a held port is led.
struct Lead: Sendable {
    /// Which time of holding the port it is.
    let holding: UInt64
    /// The port.
    let port: HostPort
    /// Who came.
    let client: IPAddress
    /// What counts as one client with it.
    let network: ClientNetwork
    /// Where to.
    let container: AddressPort
}

/// What taking a connection from a held port came to.
enum Arrival: Sendable {
    /// There is none left.
    case none
    /// One was gone before it was taken.
    case vanished
    /// None can be taken for now.
    case exhausted
    /// A connection, and where it leads: nowhere, if nobody is served.
    case client(descriptor: Int32, Lead?)
}

/// A datagram that came to a held port; its bytes are in the buffer.
struct ArrivedDatagram: Sendable {
    /// How many bytes it has.
    let count: Int
    /// Whose it is, and where it leads: nowhere, if nobody is served.
    let route: (client: DatagramClient, lead: Lead)?
}
