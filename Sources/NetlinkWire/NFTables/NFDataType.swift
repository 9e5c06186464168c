// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The type and length of the bytes of a key or value.
///
/// The kernel stores the number for `nft`, which formats elements by it. The kernel itself only compares bytes.
public struct NFDataType: Hashable, Sendable {
    /// The type number of `nft`; a concatenation has 6 bits for each field.
    public var id: UInt32
    /// The length in bytes; without padding for a field of a concatenation.
    public var length: UInt32

    /// Creates a type from its number and length.
    public init(id: UInt32, length: UInt32) {
        self.id = id
        self.length = length
    }

    /// A verdict, as the value of a map (`verdict`).
    public static var verdict: Self { Self(id: 0xffff_ff00, length: 16) }
    /// A MAC address (`ether_addr`).
    public static var macAddress: Self { Self(id: 9, length: 6) }
    /// An IPv4 address (`ipv4_addr`).
    public static var ipv4Address: Self { Self(id: 7, length: 4) }
    /// An IPv6 address (`ipv6_addr`).
    public static var ipv6Address: Self { Self(id: 8, length: 16) }
    /// An EtherType (`ether_type`).
    public static var etherType: Self { Self(id: 10, length: 2) }
    /// A transport protocol number (`inet_proto`).
    public static var transportProtocol: Self { Self(id: 12, length: 1) }
    /// A port (`inet_service`).
    public static var port: Self { Self(id: 13, length: 2) }
    /// A mark of a packet or connection (`mark`), in host byte order.
    public static var mark: Self { Self(id: 19, length: 4) }
    /// An interface index (`iface_index`), in host byte order.
    public static var interfaceIndex: Self { Self(id: 20, length: 4) }
    /// The states of a connection (`ct_state`), in host byte order.
    public static var connectionState: Self { Self(id: 26, length: 4) }
    /// The status bits of a connection (`ct_status`), in host byte order.
    public static var connectionStatus: Self { Self(id: 28, length: 4) }
    /// An interface group (`devgroup`), in host byte order.
    public static var interfaceGroup: Self { Self(id: 35, length: 4) }
    /// An interface name, padded with zeros (`ifname`).
    public static var interfaceName: Self { Self(id: 41, length: 16) }

    /// Returns the address type of a family (`ipv4_addr`, `ipv6_addr`).
    public static func address(_ family: IPFamily) -> NFDataType {
        switch family {
        case .v4: .ipv4Address
        case .v6: .ipv6Address
        }
    }

    /// Returns a concatenation of types, each padded to a multiple of 4 bytes: `ipv4_addr . ifname` is 20 bytes long.
    public static func concatenation(_ fields: [NFDataType]) -> NFDataType {
        fields.reduce(into: NFDataType(id: 0, length: 0)) { whole, field in
            whole.id = whole.id << 6 | field.id
            whole.length += field.paddedLength
        }
    }

    /// Returns the type of a key or value with these fields.
    static func joining(_ fields: [NFDataType]) -> NFDataType {
        fields.count == 1 ? fields[0] : .concatenation(fields)
    }

    /// The byte order that `nft` assumes: 1 host, 2 network, 0 where the order has no meaning.
    ///
    /// The fields of a concatenation each have an order, so the number of a concatenation is 0.
    var byteOrder: UInt32 {
        switch self {
        case .interfaceName, .interfaceIndex, .interfaceGroup, .mark, .connectionState, .connectionStatus: 1
        case .transportProtocol: 0
        case _ where id < 1 << 6: 2
        default: 0
        }
    }

    /// The length, rounded up to a multiple of 4 bytes.
    var paddedLength: UInt32 {
        (length + 3) / 4 * 4
    }
}
