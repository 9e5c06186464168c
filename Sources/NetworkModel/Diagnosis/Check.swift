// SPDX-License-Identifier: Apache-2.0

/// What `mdnp doctor` looks at, in the order in which it tells.
public enum Check: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The daemon answers.
    case daemon
    /// The host forwards IPv4 packets where networks need it.
    case forwardingIPv4 = "ipv4-forwarding"
    /// The host forwards IPv6 packets where networks need it.
    case forwardingIPv6 = "ipv6-forwarding"
    /// The host has IPv6 where networks do.
    case hasIPv6 = "ipv6"
    /// The host hears its routers although it forwards IPv6 because of mdnp.
    case advertisements = "router-advertisements"
    /// What mdnp's firewall allows is not dropped by the host's filter.
    case filter
    /// Links of networks are in a zone of firewalld where it runs.
    case zones
    /// No route leads elsewhere with addresses of a network.
    case routes
    /// The host has the addresses that containers go out under and that ports are published at.
    case addresses
    /// Containers do not reach 127.0.0.0/8, whatever becomes of the firewall.
    case loopback
    /// The kernel has room for more connections.
    case connections
    /// The daemon may open more descriptors: each published port is one.
    case descriptors
    /// Published ports are held.
    case ports
    /// There is no link of mdnp's that nothing stands for.
    case links
    /// The kernel is as it should be.
    case kernel
    /// Networks have room for more endpoints.
    case endpoints
    /// Pools have room for more addresses.
    case pools
    /// Containers send with their own addresses, or with those that they are allowed.
    case senders

    /// Whether the first is told first.
    public static func < (left: Self, right: Self) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
