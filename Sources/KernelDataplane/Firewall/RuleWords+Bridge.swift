// SPDX-License-Identifier: Apache-2.0

import Addressing
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

    /// What `nft` calls `ether daddr . ip daddr`, or ip6.
    static func frameAndPacketDestination(_ family: IPFamily) -> Self {
        let field: FrameField = family == .v4 ? .ipv4Destination : .ipv6Destination
        return frame(of: family == .v4 ? .ipv4 : .ipv6)
            + [FrameField.frameDestination.load(into: 0), field.load(into: 2)]
    }

    /// What `nft` calls `ip daddr 127.0.0.0/8`, behind a look at the EtherType.
    static var isLoopbackDestination: Self {
        [
            .payload(NFPayload(.networkHeader, offset: 16, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [127])),
        ]
    }

    /// What `nft` calls `meta priority set 6d64:1`, a number in two halves.
    static func prioritize(_ priority: UInt32) -> Self {
        [
            .immediate(NFImmediate(into: .word(0), data: .value(priority.hostBytes))),
            .meta(.set(.priority, from: .word(0))),
        ]
    }

    /// What `nft` calls `meta priority 6d64:2`, a number in two halves.
    static func isPrioritized(_ priority: UInt32) -> Self {
        [.meta(.load(.priority, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: priority.hostBytes))]
    }

    /// How long it is known that frames of a link were dropped, in milliseconds: ten minutes.
    private static var noteLength: UInt64 { 600_000 }

    /// What `nft` calls `update @set { iifname timeout 10m counter : ether saddr }`, or another part of the frame, or none.
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

    /// What `nft` calls `ether type != ip ether type != arp ether type != ip6`.
    static var isOfOtherType: Self {
        [EtherType.ipv4, .arp, .ipv6].flatMap { type in
            [
                FrameField.etherType.load(into: 0),
                .compare(NFCompare(.word(0), .notEqual, to: [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xff)])),
            ] as Self
        }
    }

    /// What `nft` calls `ip saddr 169.254.0.0/16`, or `arp saddr ip`, behind a look at the EtherType.
    static func isLinkLocal(_ field: FrameField) -> Self {
        [field.load(2, from: 0), .compare(NFCompare(.word(0), .equal, to: [169, 254]))]
    }

    /// What `nft` calls `ip daddr 224.0.0.0/3`, groups and 255.255.255.255, behind a look at the EtherType.
    static var isGroupDestination: Self {
        let block: [UInt8] = [0xe0, 0, 0, 0]
        return [
            FrameField.ipv4Destination.load(into: 0), .bitwise(NFBitwise(.word(0), mask: block, xor: [0, 0, 0, 0])),
            .compare(NFCompare(.word(0), .equal, to: block)),
        ]
    }

    /// An address of fe80::/10 that does not follow from a MAC address, which has ff:fe in the midst of its second half.
    static func isLinkLocalWithoutMAC(_ field: FrameField) -> Self {
        [
            field.load(2, from: 0), .bitwise(NFBitwise(.word(0), mask: [0xff, 0xc0], xor: [0, 0])),
            .compare(NFCompare(.word(0), .equal, to: [0xfe, 0x80])),
            field.load(2, from: 11), .compare(NFCompare(.word(0), .notEqual, to: [0xff, 0xfe])),
        ]
    }

    /// What `nft` calls `notrack`: no connection is looked for.
    static var untracked: Self { [.other(NFOtherExpression(name: "notrack"))] }

    /// What `nft` calls `oifname . ether saddr`.
    static var outputAndFrameSource: Self {
        [.meta(.load(.outputName, into: .word(0))), FrameField.frameSource.load(into: 4)]
    }

    /// What `nft` calls `@ll,0,8 & 0x1 == 0x1`: the frame goes to all or to many.
    static var isToMany: Self {
        [
            .payload(NFPayload(.linkHeader, offset: 0, length: 1, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: [1], xor: [0])), .compare(NFCompare(.word(0), .equal, to: [1])),
        ]
    }

    /// What `nft` calls `ether type ip`, and leaves out where something follows that only such frames have.
    static func frame(of type: EtherType) -> Self {
        let bytes = [UInt8(type.rawValue >> 8), UInt8(type.rawValue & 0xff)]
        return [
            .payload(NFPayload(.linkHeader, offset: 12, length: 2, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: bytes)),
        ]
    }

    /// What `nft` calls `arp saddr ip 0.0.0.0`, or `ip6 saddr ::`.
    static func isZero(_ field: FrameField) -> Self {
        let zeros = [UInt8](repeating: 0, count: Int(field.length))
        return [field.load(into: 0), .compare(NFCompare(.word(0), .equal, to: zeros))]
    }

    /// What `nft` calls `meta l4proto != ipv6-icmp`.
    static var isNotICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, to: [58]))]
    }

    /// What `nft` calls `meta l4proto ipv6-icmp`.
    static var isICMPv6: Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [58]))]
    }

    /// What `nft` calls `icmpv6 type`; from nobody, behind `ip6 saddr ::`, and behind other headers, behind `ip6 nexthdr != ipv6-icmp`.
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
    /// Whose hardware address is asked for or told, right behind the header of IPv6 and 8 bytes of ICMPv6: `@nh,384,128`.
    ///
    /// Not `icmpv6 taddr`, which older versions of `nft` do not know and newer ones read from whatever lies there.
    case neighborTarget

    /// How many bytes it has.
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

    /// Loads some of its bytes.
    fileprivate func load(_ count: UInt32, from offset: UInt32) -> NFExpression {
        .payload(NFPayload(place.base, offset: place.offset + offset, length: count, into: .word(0)))
    }
}
