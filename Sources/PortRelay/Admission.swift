// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The clients that a published port admits.
struct Admission: Hashable, Sendable {
    /// The client addresses that the port admits, beside the host itself; an empty set admits all.
    let clients: AddressSet

    /// Returns whether the port admits a peer that connected to a local address.
    func admits(_ peer: IPAddress, at local: IPAddress) -> Bool {
        // The host reaches its own addresses from the same ones, unless a program binds another source address.
        clients.isEmpty || peer.isLoopback || peer == local || clients.contains(peer)
    }
}
