// SPDX-License-Identifier: Apache-2.0

/// Drops a packet and tells its sender (`reject`); it ends the rule.
public enum NFReject: Hashable, Sendable {
    /// By ICMP or ICMPv6, with a code of the table's own family (`NFT_REJECT_ICMP_UNREACH`).
    case icmp(code: UInt8)
    /// By a reset of the TCP connection; only TCP packets may come here (`NFT_REJECT_TCP_RST`).
    case reset
    /// By ICMP or ICMPv6, whichever the packet's family asks for; `nft` calls it `icmpx` (`NFT_REJECT_ICMPX_UNREACH`).
    case unreachable(Reason)

    /// A reason that both families can tell (`NFT_REJECT_ICMPX_*`).
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// The kernel's number.
        public let rawValue: UInt8

        /// A reason by the kernel's number.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// There is no route (`NFT_REJECT_ICMPX_NO_ROUTE`).
        public static var noRoute: Self { Self(rawValue: 0) }
        /// Nobody listens at the port; what `nft` says unless told otherwise (`NFT_REJECT_ICMPX_PORT_UNREACH`).
        public static var port: Self { Self(rawValue: 1) }
        /// The host cannot be reached (`NFT_REJECT_ICMPX_HOST_UNREACH`).
        public static var host: Self { Self(rawValue: 2) }
        /// It is forbidden (`NFT_REJECT_ICMPX_ADMIN_PROHIBITED`).
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
        // The kernel lists no code, `nft` sends 0.
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
