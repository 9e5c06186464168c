// SPDX-License-Identifier: Apache-2.0

/// An expression that loads data of the packet's route (`rt`).
public struct NFRouting: Hashable, Sendable {
    /// A key of data of a route (`NFT_RT_*`).
    public struct Key: RawRepresentable, Hashable, Sendable {
        /// The kernel's number.
        public let rawValue: UInt32

        /// Creates a key from the kernel's number.
        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// The realm, 4 bytes in host byte order (`NFT_RT_CLASSID`).
        public static var realm: Self { Self(rawValue: 0) }
        /// The next IPv4 hop, 4 bytes in network byte order (`NFT_RT_NEXTHOP4`).
        public static var nextIPv4Hop: Self { Self(rawValue: 1) }
        /// The next IPv6 hop, 16 bytes in network byte order (`NFT_RT_NEXTHOP6`).
        public static var nextIPv6Hop: Self { Self(rawValue: 2) }
        /// The maximum TCP segment size that fits the MTU of the route in both directions, 2 bytes in host byte order: `rt mtu` in `nft`
        /// (`NFT_RT_TCPMSS`).
        public static var maximumSegmentSize: Self { Self(rawValue: 3) }
    }

    /// The key to load (`NFTA_RT_KEY`).
    public var key: Key
    /// The destination register (`NFTA_RT_DREG`).
    public var destination: NFRegister

    /// Creates an expression that loads data of a route.
    public init(_ key: Key, into destination: NFRegister) {
        self.key = key
        self.destination = destination
    }
}

extension NFRouting: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let key: UInt16 = 2
    }

    static var name: String { "rt" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var key: Key?
        var destination: NFRegister?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.key: key = Key(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard let key, let destination else { return nil }
        self.init(key, into: destination)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.key, bigEndian: key.rawValue)
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
    }
}
