// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

/// One field of a key: its type in nf_tables, and the conversions of its values.
struct SetField<Value>: Sendable {
    /// The type of the bytes.
    let type: NFDataType
    /// Returns the field for a value; nil for an unsuitable value, such as an address of the other family.
    let write: @Sendable (Value) -> NFValue?
    /// Returns the value of a field; nil for a foreign one.
    let read: @Sendable (NFValue) -> Value?
}

extension SetField where Value == InterfaceName {
    /// The name of a link (`ifname`).
    static var link: Self { Self(type: .interfaceName, write: { .interfaceName($0) }, read: \.interfaceName) }
}

extension SetField where Value == MACAddress {
    /// A MAC address (`ether_addr`).
    static var mac: Self { Self(type: .macAddress, write: { .macAddress($0) }, read: \.macAddress) }
}

extension SetField where Value == IPAddress {
    /// An address of a family (`ipv4_addr`, `ipv6_addr`).
    static func address(_ family: IPFamily) -> Self {
        Self(type: .address(family), write: { $0.family == family ? .address($0) : nil }, read: \.ipAddress)
    }
}

extension SetField where Value == IPv6Address {
    /// An IPv6 address (`ipv6_addr`).
    static var ipv6Address: Self {
        Self(type: .ipv6Address, write: { .address(.v6($0)) }) { field in
            if case .v6(let address)? = field.ipAddress { address } else { nil }
        }
    }
}

extension SetField where Value == TransportProtocol {
    /// A transport protocol (`inet_proto`).
    static var transport: Self {
        Self(type: .transportProtocol, write: { .transportProtocol($0) }, read: \.transportProtocol)
    }
}

extension SetField where Value == UInt16 {
    /// A port (`inet_service`).
    static var port: Self { Self(type: .port, write: { .port($0) }, read: \.port) }

    /// An EtherType (`ether_type`).
    static var etherType: Self { Self(type: .etherType, write: { .etherType($0) }, read: \.etherType) }
}
