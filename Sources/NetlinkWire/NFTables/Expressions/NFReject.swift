// SPDX-License-Identifier: Apache-2.0

/// An expression that drops a packet, sends an error to its sender, and ends the rule (`reject`).
public enum NFReject: Hashable, Sendable {
    /// An ICMP or ICMPv6 error with a code of the table's family (`NFT_REJECT_ICMP_UNREACH`).
    case icmp(code: UInt8)
    /// A TCP reset, for TCP packets only (`NFT_REJECT_TCP_RST`).
    case reset
    /// An ICMP or ICMPv6 error, according to the family of the packet: `icmpx` in `nft` (`NFT_REJECT_ICMPX_UNREACH`).
    case unreachable(Reason)

    /// A reason that exists in both families (`NFT_REJECT_ICMPX_*`).
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// The kernel's number.
        public let rawValue: UInt8

        /// Creates a reason from the kernel's number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// No route to the destination (`NFT_REJECT_ICMPX_NO_ROUTE`).
        public static var noRoute: Self { Self(rawValue: 0) }
        /// The port is unreachable; the default of `nft` (`NFT_REJECT_ICMPX_PORT_UNREACH`).
        public static var port: Self { Self(rawValue: 1) }
        /// The host is unreachable (`NFT_REJECT_ICMPX_HOST_UNREACH`).
        public static var host: Self { Self(rawValue: 2) }
        /// The traffic is administratively prohibited (`NFT_REJECT_ICMPX_ADMIN_PROHIBITED`).
        public static var prohibited: Self { Self(rawValue: 3) }
    }
}

extension NFReject: NFExpressionKind {
    private enum Field {
        static let kind: UInt16 = 1
        static let code: UInt16 = 2
    }

    /// `NFT_REJECT_*`.
    private enum Kind {
        static let icmp: UInt32 = 0
        static let reset: UInt32 = 1
        static let unreachable: UInt32 = 2
    }

    static var name: String { "reject" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var kind: UInt32?
        var code: UInt8?
        for attribute in attributes {
            switch attribute.type {
            case Field.kind: kind = try attribute.bigEndianInteger()
            case Field.code: code = try attribute.integer()
            default: return nil
            }
        }
        switch (kind, code) {
        case (Kind.icmp, let code?): self = .icmp(code: code)
        // The kernel lists no code; `nft` sends 0.
        case (Kind.reset, nil), (Kind.reset, 0): self = .reset
        case (Kind.unreachable, let code?): self = .unreachable(Reason(rawValue: code))
        default: return nil
        }
    }

    func encode(to writer: inout ByteWriter) {
        let (kind, code): (UInt32, UInt8) =
            switch self {
            case .icmp(let code): (Kind.icmp, code)
            case .reset: (Kind.reset, 0)
            case .unreachable(let reason): (Kind.unreachable, reason.rawValue)
            }
        writer.attribute(Field.kind, bigEndian: kind)
        writer.attribute(Field.code, integer: code)
    }
}
