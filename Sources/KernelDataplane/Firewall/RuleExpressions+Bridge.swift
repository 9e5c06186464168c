// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

// The parts of rules in the table `bridge mdnp`, each with its `nft` syntax.

extension [NFExpression] {
    /// The `nft` key `iifname . ether saddr`, or one with another field of the frame.
    static func input(with field: FrameField) -> Self {
        [.meta(.load(.inputName, into: .word(0))), field.load(into: 4)]
    }

    /// The `nft` key `iifname . ether saddr . ip saddr`, or one with another field of the frame.
    static func inputAndFrameSource(with field: FrameField) -> Self {
        input(with: .frameSource) + [field.load(into: 6)]
    }

    /// The `nft` key `ether daddr . ip daddr`, or its `ip6` form.
    static func frameAndPacketDestination(_ family: IPFamily) -> Self {
        let field: FrameField = family == .v4 ? .ipv4Destination : .ipv6Destination
        return frame(of: family == .v4 ? .ipv4 : .ipv6)
            + [FrameField.frameDestination.load(into: 0), field.load(into: 2)]
    }

    /// The `nft` match `ip daddr 127.0.0.0/8`, for use after a match of the EtherType.
    static var isLoopbackDestination: Self {
        [
            .payload(NFPayload(.networkHeader, offset: 16, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [127])),
        ]
    }

    /// The `nft` statement `meta priority set 6d64:1`; the syntax has the number in two halves.
    static func prioritize(_ priority: UInt32) -> Self {
        [
            .immediate(NFImmediate(into: .word(0), data: .value(priority.hostBytes))),
            .meta(.set(.priority, from: .word(0))),
        ]
    }

    /// The `nft` match `meta priority 6d64:2`; the syntax has the number in two halves.
    static func isPrioritized(_ priority: UInt32) -> Self {
        [.meta(.load(.priority, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: priority.hostBytes))]
    }

    /// The timeout of a link's record of dropped frames, in milliseconds: ten minutes.
    private static var noteLength: UInt64 { 600_000 }

    /// The `nft` statement `update @set { iifname timeout 10m counter : ether saddr }`, with another field of the frame, or without one.
    static func noted(_ field: FrameField? = nil, in set: SetDefinition) -> Self {
        let update = NFSetUpdate(
            set.name,
            key: .word(0),
            value: field.map { _ in .word(4) },
            timeout: noteLength,
            counter: NFCounter()
        )
        return [.meta(.load(.inputName, into: .word(0)))] + (field.map { [$0.load(into: 4)] } ?? [])
            + [.setUpdate(update)]
    }

    /// The `nft` match `ether type != ip ether type != arp ether type != ip6`.
    static var isOfOtherType: Self {
        [EtherType.ipv4, .arp, .ipv6].flatMap { type in
            [
                FrameField.etherType.load(into: 0),
                .compare(NFCompare(.word(0), .notEqual, to: [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xff)])),
            ] as Self
        }
    }

    /// The `nft` match `ip saddr 169.254.0.0/16`, or one of `arp saddr ip`, for use after a match of the EtherType.
    static func isLinkLocal(_ field: FrameField) -> Self {
        [field.load(2, from: 0), .compare(NFCompare(.word(0), .equal, to: [169, 254]))]
    }

    /// The `nft` match `ip daddr 224.0.0.0/3`, groups and 255.255.255.255, for use after a match of the EtherType.
    static var isGroupDestination: Self {
        let block: [UInt8] = [0xe0, 0, 0, 0]
        return [
            FrameField.ipv4Destination.load(into: 0), .bitwise(NFBitwise(.word(0), mask: block, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, to: block)),
        ]
    }

    /// Matches an address of fe80::/10 that does not follow from a MAC address: those have ff:fe in the middle of their second half.
    static func isLinkLocalWithoutMAC(_ field: FrameField) -> Self {
        [
            field.load(2, from: 0), .bitwise(NFBitwise(.word(0), mask: [0xff, 0xc0], xor: [0, 0])),
            .compare(NFCompare(.word(0), .equal, to: [0xfe, 0x80])),
            field.load(2, from: 11), .compare(NFCompare(.word(0), .notEqual, to: [0xff, 0xfe])),
        ]
    }

    /// The `nft` statement `notrack`: conntrack skips the packet.
    static var untracked: Self { [.other(NFOtherExpression(name: "notrack"))] }

    /// The `nft` key `oifname . ether saddr`.
    static var outputAndFrameSource: Self {
        [.meta(.load(.outputName, into: .word(0))), FrameField.frameSource.load(into: 4)]
    }

    /// The `nft` match `@ll,0,8 & 0x1 == 0x1`: a broadcast or multicast frame.
    static var isToMany: Self {
        [
            .payload(NFPayload(.linkHeader, offset: 0, length: 1, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: [1], xor: [0])), .compare(NFCompare(.word(0), .equal, to: [1])),
        ]
    }

    /// The `nft` match `ether type ip`, which `nft` omits before a match that implies it.
    static func frame(of type: EtherType) -> Self {
        let bytes = [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xff)]
        return [
            .payload(NFPayload(.linkHeader, offset: 12, length: 2, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: bytes)),
        ]
    }

    /// The `nft` match `arp saddr ip 0.0.0.0`, or `ip6 saddr ::`.
    static func isZero(_ field: FrameField) -> Self {
        let zeros = [UInt8](repeating: 0, count: Int(field.length))
        return [field.load(into: 0), .compare(NFCompare(.word(0), .equal, to: zeros))]
    }

    /// The `nft` match `meta l4proto != ipv6-icmp`.
    static var isNotICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, to: [58]))]
    }

    /// The `nft` match `meta l4proto ipv6-icmp`.
    static var isICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [58]))]
    }

    /// The `nft` match `icmpv6 type`.
    ///
    /// For a message without a source, it follows `ip6 saddr ::`; for one behind other headers, `ip6 nexthdr != ipv6-icmp`.
    static func neighborMessage(
        _ type: NeighborMessageType,
        fromNobody: Bool = false,
        behindOtherHeaders: Bool = false
    ) -> Self {
        var condition = fromNobody ? isZero(.ipv6Source) : []
        if behindOtherHeaders {
            condition += [
                .payload(NFPayload(.networkHeader, offset: 6, length: 1, into: .word(0))),
                .compare(NFCompare(.word(0), .notEqual, to: [58])),
            ]
        }
        return frame(of: .ipv6) + condition + isICMPv6 + [
            .payload(NFPayload(.transportHeader, offset: 0, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [type.rawValue])),
        ]
    }
}

/// The EtherType of a frame (`ETH_P_*`).
enum EtherType: UInt16 {
    case ipv4 = 0x0800
    case arp = 0x0806
    case ipv6 = 0x86dd
}

/// The ICMPv6 messages of neighbor discovery and router discovery (`NDISC_*`).
enum NeighborMessageType: UInt8 {
    case routerAdvertisement = 134
    case solicitation = 135
    case advertisement = 136
    case redirect = 137
}

/// A field of a frame about its source or destination.
enum FrameField {
    /// `ether saddr`
    case frameSource
    /// `ether daddr`
    case frameDestination
    /// `ether type`
    case etherType
    /// `ip saddr`
    case ipv4Source
    /// `ip daddr`
    case ipv4Destination
    /// `ip6 daddr`
    case ipv6Destination
    /// `ip6 saddr`
    case ipv6Source
    /// `arp saddr ether`
    case arpHardware
    /// `arp saddr ip`
    case arpSource
    /// The target address of a neighbor message, behind the IPv6 header and 8 bytes of ICMPv6: `@nh,384,128`.
    ///
    /// The field replaces `icmpv6 taddr`, which older versions of `nft` lack, and which newer ones read at any offset.
    case neighborTarget

    /// The length in bytes.
    fileprivate var length: UInt32 {
        switch self {
        case .etherType: 2
        case .frameSource, .frameDestination, .arpHardware: 6
        case .ipv4Source, .ipv4Destination, .arpSource: 4
        case .ipv6Source, .ipv6Destination, .neighborTarget: 16
        }
    }

    private var place: (base: NFPayload.Base, offset: UInt32) {
        switch self {
        case .frameSource: (.linkHeader, 6)
        case .frameDestination: (.linkHeader, 0)
        case .etherType: (.linkHeader, 12)
        case .ipv4Destination: (.networkHeader, 16)
        case .ipv6Destination: (.networkHeader, 24)
        case .ipv4Source: (.networkHeader, 12)
        case .ipv6Source: (.networkHeader, 8)
        case .arpHardware: (.networkHeader, 8)
        case .arpSource: (.networkHeader, 14)
        case .neighborTarget: (.networkHeader, 48)
        }
    }

    /// The bits of ``neighborTarget``.
    static var neighborTargetBits: NFTypeOf {
        .networkBits(offset: FrameField.neighborTarget.place.offset * 8, length: FrameField.neighborTarget.length * 8)
    }

    fileprivate func load(into word: Int) -> NFExpression {
        .payload(NFPayload(place.base, offset: place.offset, length: length, into: .word(word)))
    }

    /// Loads some bytes of the field.
    fileprivate func load(_ count: UInt32, from offset: UInt32) -> NFExpression {
        .payload(NFPayload(place.base, offset: place.offset + offset, length: count, into: .word(0)))
    }
}
