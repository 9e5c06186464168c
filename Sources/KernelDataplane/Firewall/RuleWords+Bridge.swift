import NetlinkWire

// What rules of the table `bridge mdnp` are made of, under the names that `nft` has for it.

extension [NFExpression] {
    /// What `nft` calls `iifname . ether saddr`, or another part of the frame.
    static func input(with field: FrameField) -> Self {
        [.meta(.load(.inputName, into: .word(0))), field.load(into: 4)]
    }

    /// What `nft` calls `iifname . ether saddr . ip saddr`, or another part of the frame.
    static func inputAndFrameSource(with field: FrameField) -> Self {
        input(with: .frameSource) + [field.load(into: 6)]
    }

    /// What `nft` calls `oifname . ether saddr`.
    static var outputAndFrameSource: Self {
        [.meta(.load(.outputName, into: .word(0))), FrameField.frameSource.load(into: 4)]
    }

    /// What `nft` calls `@ll,0,8 & 0x1 == 0x1`: the frame goes to all or to many.
    static var isToMany: Self {
        [
            .payload(NFPayload(.linkHeader, offset: 0, length: 1, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: [1], xor: [0])), .compare(NFCompare(.word(0), .equal, [1])),
        ]
    }

    /// What `nft` calls `ether type ip`, and leaves out where something follows that only such frames have.
    static func frame(of type: EtherType) -> Self {
        let bytes = [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xff)]
        return [
            .payload(NFPayload(.linkHeader, offset: 12, length: 2, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, bytes)),
        ]
    }

    /// What `nft` calls `arp saddr ip 0.0.0.0`, or `ip6 saddr ::`.
    static func isZero(_ field: FrameField) -> Self {
        let zeros = [UInt8](repeating: 0, count: Int(field.length))
        return [field.load(into: 0), .compare(NFCompare(.word(0), .equal, zeros))]
    }

    /// What `nft` calls `meta l4proto != ipv6-icmp`.
    static var isNotICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, [58]))]
    }

    /// What `nft` calls `meta l4proto ipv6-icmp`.
    static var isICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, [58]))]
    }

    /// What `nft` calls `icmpv6 type`; from nobody, behind `ip6 saddr ::`.
    static func neighborMessage(_ type: NeighborMessageType, fromNobody: Bool = false) -> Self {
        let sender = fromNobody ? isZero(.ipv6Source) : []
        return frame(of: .ipv6) + sender + isICMPv6 + [
            .payload(NFPayload(.transportHeader, offset: 0, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, [type.rawValue])),
        ]
    }
}

/// What a frame carries (`ETH_P_*`).
enum EtherType: UInt16 {
    case ipv4 = 0x0800
    case arp = 0x0806
    case ipv6 = 0x86dd
}

/// The messages of ICMPv6 by which neighbors and routers are found (`NDISC_*`).
enum NeighborMessageType: UInt8 {
    case routerAdvertisement = 134
    case solicitation = 135
    case advertisement = 136
    case redirect = 137
}

/// A part of a frame that says who speaks.
enum FrameField {
    /// `ether saddr`
    case frameSource
    /// `ip saddr`
    case ipv4Source
    /// `ip6 saddr`
    case ipv6Source
    /// `arp saddr ether`
    case arpHardware
    /// `arp saddr ip`
    case arpSource
    /// Whose hardware address is asked for or told: `icmpv6 taddr`, in older versions of `nft` `@th,64,128`.
    case neighborTarget

    /// How many bytes it has.
    fileprivate var length: UInt32 {
        switch self {
        case .frameSource, .arpHardware: 6
        case .ipv4Source, .arpSource: 4
        case .ipv6Source, .neighborTarget: 16
        }
    }

    private var place: (base: NFPayload.Base, offset: UInt32) {
        switch self {
        case .frameSource: (.linkHeader, 6)
        case .ipv4Source: (.networkHeader, 12)
        case .ipv6Source: (.networkHeader, 8)
        case .arpHardware: (.networkHeader, 8)
        case .arpSource: (.networkHeader, 14)
        case .neighborTarget: (.transportHeader, 8)
        }
    }

    fileprivate func load(into word: Int) -> NFExpression {
        .payload(NFPayload(place.base, offset: place.offset, length: length, into: .word(word)))
    }
}
