// SPDX-License-Identifier: Apache-2.0

import Addressing

/// What counts as one client: the host itself, an IPv4 address, or the /64 in which an IPv6 client has any number of addresses.
enum ClientNetwork: Hashable, Sendable {
    /// The host itself, with all its users.
    case host
    /// One IPv4 address, or 64 bits of an IPv6 one.
    case block(UInt64, IPFamily)

    /// The network of a peer that came to a local address.
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
