// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The addresses that limits count as one client: the host itself, an IPv4 address, or the /64 of an IPv6 client.
///
/// An IPv6 client has any number of addresses in its /64.
enum ClientNetwork: Hashable, Sendable {
    /// The host itself, with all its users.
    case host
    /// One IPv4 address, or the first 64 bits of an IPv6 address.
    case block(UInt64, IPFamily)

    /// The network of a peer that connected to a local address.
    init(of peer: IPAddress, at local: IPAddress) {
        if peer.isLoopback || peer == local {
            self = .host
            return
        }
        switch peer {
        case .v4(let address): self = .block(UInt64(address.rawValue), .v4)
        case .v6(let address): self = .block(UInt64(address.rawValue >> 64), .v6)
        }
    }
}
