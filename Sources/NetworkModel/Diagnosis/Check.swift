// SPDX-License-Identifier: Apache-2.0

/// A check of `mdnp doctor`, in the order of its output.
public enum Check: String, Hashable, Sendable, CaseIterable, Comparable {
    /// The daemon responds.
    case daemon
    /// The host forwards IPv4 packets if networks need it.
    case forwardingIPv4 = "ipv4-forwarding"
    /// The host forwards IPv6 packets if networks need it.
    case forwardingIPv6 = "ipv6-forwarding"
    /// The host has IPv6 if networks have it.
    case hasIPv6 = "ipv6"
    /// The host accepts router advertisements although it forwards IPv6 because of mdnp.
    case advertisements = "router-advertisements"
    /// The host's filter does not drop packets that mdnp allows.
    case filter
    /// Links of networks are in a zone of firewalld, if it runs.
    case zones
    /// No route leads packets for a network elsewhere.
    case routes
    /// The host has the addresses for outgoing packets and for published ports.
    case addresses
    /// Containers do not reach 127.0.0.0/8, whatever the state of the firewall.
    case loopback
    /// The conntrack table has room for more connections.
    case connections
    /// The daemon may open more descriptors: each published port is one.
    case descriptors
    /// Published ports are reserved.
    case ports
    /// Each mdnp link has an owner.
    case links
    /// The kernel matches the desired state.
    case kernel
    /// Networks have room for more endpoints.
    case endpoints
    /// Pools have room for more addresses.
    case pools
    /// Containers send from their own or allowed addresses only.
    case senders

    /// Returns a Boolean value that indicates whether the first check precedes the second in the output.
    public static func < (left: Self, right: Self) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
