// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What the bytes of a key mean, and how many there are.
///
/// The kernel keeps the number for `nft`, which shows elements accordingly; it compares bytes.
public struct NFDataType: Hashable, Sendable {
    /// The number that `nft` gives the type; a concatenation has 6 bits for each of its fields.
    public var id: UInt32
    /// The length in bytes; of a field of a concatenation without its padding.
    public var length: UInt32

    /// A type by its number and length.
    public init(id: UInt32, length: UInt32) {
        self.id = id
        self.length = length
    }

    /// What becomes of a packet (`verdict`), as the values of a map.
    public static var verdict: Self { Self(id: 0xffff_ff00, length: 16) }
    /// A MAC address (`ether_addr`).
    public static var macAddress: Self { Self(id: 9, length: 6) }
    /// An IPv4 address (`ipv4_addr`).
    public static var ipv4Address: Self { Self(id: 7, length: 4) }
    /// An IPv6 address (`ipv6_addr`).
    public static var ipv6Address: Self { Self(id: 8, length: 16) }
    /// An EtherType (`ether_type`).
    public static var etherType: Self { Self(id: 10, length: 2) }
    /// The number of a transport protocol (`inet_proto`).
    public static var transportProtocol: Self { Self(id: 12, length: 1) }
    /// A port (`inet_service`).
    public static var port: Self { Self(id: 13, length: 2) }
    /// A packet's or a connection's mark (`mark`), in the host's byte order.
    public static var mark: Self { Self(id: 19, length: 4) }
    /// The index of an interface (`iface_index`), in the host's byte order.
    public static var interfaceIndex: Self { Self(id: 20, length: 4) }
    /// The states of a connection (`ct_state`), in the host's byte order.
    public static var connectionState: Self { Self(id: 26, length: 4) }
    /// The status bits of a connection (`ct_status`), in the host's byte order.
    public static var connectionStatus: Self { Self(id: 28, length: 4) }
    /// The group of an interface (`devgroup`), in the host's byte order.
    public static var interfaceGroup: Self { Self(id: 35, length: 4) }
    /// The name of an interface, padded with zeros (`ifname`).
    public static var interfaceName: Self { Self(id: 41, length: 16) }

    /// The address of a family (`ipv4_addr`, `ipv6_addr`).
    public static func address(_ family: IPFamily) -> NFDataType {
        switch family {
        case .v4: .ipv4Address
        case .v6: .ipv6Address
        }
    }

    /// Several types one after the other, each padded to whole words: `ipv4_addr . ifname` is 20 bytes long.
    public static func concatenation(_ fields: [NFDataType]) -> NFDataType {
        fields.reduce(into: NFDataType(id: 0, length: 0)) { whole, field in
            whole.id = whole.id << 6 | field.id
            whole.length += field.paddedLength
        }
    }

    /// The type of a key or value of these fields.
    static func joining(_ fields: [NFDataType]) -> NFDataType {
        fields.count == 1 ? fields[0] : .concatenation(fields)
    }

    /// How `nft` reads the bytes: 1 the host's order, 2 network order, 0 where it does not matter, as in a
    /// concatenation, whose fields have an order each.
    var byteOrder: UInt32 {
        switch self {
        case .interfaceName, .interfaceIndex, .interfaceGroup, .mark, .connectionState, .connectionStatus: 1
        case .transportProtocol: 0
        case _ where id < 1 << 6: 2
        default: 0
        }
    }

    /// The length in whole words of 4 bytes.
    var paddedLength: UInt32 {
        (length + 3) / 4 * 4
    }
}
