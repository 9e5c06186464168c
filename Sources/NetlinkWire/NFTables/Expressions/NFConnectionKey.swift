// SPDX-License-Identifier: Apache-2.0

/// A key of data of a connection (`NFT_CT_*`).
public struct NFConnectionKey: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32

    /// Creates a key from the kernel's number.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The state, 4 bytes in host byte order: invalid 1, established 2, related 4, new 8, untracked 64 (`NFT_CT_STATE`).
    public static var state: Self { Self(rawValue: 0) }
    /// The direction of the packet, 1 byte: 0 original, 1 reply (`NFT_CT_DIRECTION`).
    public static var direction: Self { Self(rawValue: 1) }
    /// The status bits, 4 bytes in host byte order, such as 16 for source and 32 for destination translated (`NFT_CT_STATUS`).
    public static var status: Self { Self(rawValue: 2) }
    /// The mark of the connection, 4 bytes in host byte order (`NFT_CT_MARK`).
    public static var mark: Self { Self(rawValue: 3) }
    /// The family, 1 byte: 2 IPv4, 10 IPv6 (`NFT_CT_L3PROTOCOL`).
    public static var family: Self { Self(rawValue: 7) }
    /// The transport protocol, 1 byte (`NFT_CT_PROTOCOL`).
    public static var transportProtocol: Self { Self(rawValue: 10) }
    /// The source port of a direction, 2 bytes in network byte order; needs a direction (`NFT_CT_PROTO_SRC`).
    public static var sourcePort: Self { Self(rawValue: 11) }
    /// The destination port of a direction, 2 bytes in network byte order; needs a direction (`NFT_CT_PROTO_DST`).
    public static var destinationPort: Self { Self(rawValue: 12) }
    /// The zone, 2 bytes in host byte order (`NFT_CT_ZONE`).
    public static var zone: Self { Self(rawValue: 17) }
    /// The source IPv4 address of a direction, 4 bytes in network byte order; needs a direction (`NFT_CT_SRC_IP`).
    public static var sourceIPv4Address: Self { Self(rawValue: 19) }
    /// The destination IPv4 address of a direction, 4 bytes in network byte order; needs a direction (`NFT_CT_DST_IP`).
    public static var destinationIPv4Address: Self { Self(rawValue: 20) }
    /// The source IPv6 address of a direction, 16 bytes in network byte order; needs a direction (`NFT_CT_SRC_IP6`).
    public static var sourceIPv6Address: Self { Self(rawValue: 21) }
    /// The destination IPv6 address of a direction, 16 bytes in network byte order; needs a direction (`NFT_CT_DST_IP6`).
    public static var destinationIPv6Address: Self { Self(rawValue: 22) }
}
