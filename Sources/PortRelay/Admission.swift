// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Whom a port serves.
struct Admission: Hashable, Sendable {
    /// Whom alone it serves, beside the host itself; empty is everyone.
    let clients: AddressSet

    /// Whether a peer that came to a local address is served.
    func admits(_ peer: IPAddress, at local: IPAddress) -> Bool {
        // The host reaches its own addresses from the same ones, unless a program chose another.
        clients.isEmpty || peer.isLoopback || peer == local || clients.contains(peer)
    }
}
