// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The addresses of an endpoint's interface; nil stands for an empty string of the protocol.
public struct EndpointInterface: Hashable, Sendable {
    /// The IPv4 address (`Address`).
    public var ipv4: InterfaceAddress?

    /// The IPv6 address (`AddressIPv6`).
    public var ipv6: InterfaceAddress?

    /// The MAC address (`MacAddress`).
    public var mac: MACAddress?

    /// Creates an interface with these addresses, by default none.
    public init(ipv4: InterfaceAddress? = nil, ipv6: InterfaceAddress? = nil, mac: MACAddress? = nil) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
        self.mac = mac
    }
}
