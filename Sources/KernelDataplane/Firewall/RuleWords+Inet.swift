// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

// What rules of the table `inet mdnp` are made of, under the names that `nft` has for it.

// MARK: Conditions

extension [NFExpression] {
    /// What `nft` calls `iifname . oifname @set`.
    static func inputAndOutput(in set: SetDefinition) -> Self {
        [
            .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
            .lookup(NFLookup(.word(0), in: set.name)),
        ]
    }

    /// What `nft` calls `iifname . oifname != @set`.
    static func inputAndOutput(notIn set: SetDefinition) -> Self {
        [
            .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
            .lookup(NFLookup(.word(0), in: set.name, isInverted: true)),
        ]
    }

    /// What `nft` calls `meta nfproto ipv4`, or ipv6.
    static func family(_ family: IPFamily) -> Self {
        let number = (family == .v4 ? NFFamily.ipv4 : .ipv6).rawValue
        return [.meta(.load(.family, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [number]))]
    }

    /// What `nft` calls `iifname != "lo"`.
    static var inputIsNotLoopback: Self {
        let name = [UInt8]("lo".utf8) + [UInt8](repeating: 0, count: 14)
        return [.meta(.load(.inputName, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, to: name))]
    }

    /// What `nft` calls `iifname "lo"`.
    static var inputIsLoopback: Self {
        let name = [UInt8]("lo".utf8) + [UInt8](repeating: 0, count: 14)
        return [.meta(.load(.inputName, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: name))]
    }

    /// What `nft` calls `meta iifkind "veth"`.
    static var inputIsVeth: Self {
        let kind = [UInt8]("veth".utf8) + [UInt8](repeating: 0, count: 12)
        return [.meta(.load(.inputKind, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: kind))]
    }

    /// What `nft` calls `ip6 saddr ::ffff:0.0.0.0/96`: an IPv4 address in the form that sockets of both families show.
    static var comesFromMappedAddress: Self {
        let offset = PacketEnd.source.offset(.v6)
        return family(.v6) + [
            .payload(NFPayload(.networkHeader, offset: offset, length: 12, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [UInt8](repeating: 0, count: 10) + [0xff, 0xff])),
        ]
    }

    /// What `nft` calls `fib saddr type local`.
    static var comesFromHost: Self {
        [
            .route(NFRouteLookup(.source, for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: AddressKind.local.rawValue.hostBytes)),
        ]
    }

    /// What `nft` calls `fib saddr . iif oif missing`: an answer would not leave by the link that the packet came in by.
    static var hasNoWayBack: Self {
        [
            .route(NFRouteLookup([.source, .input, .presence], for: .index, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])),
        ]
    }

    /// What `nft` calls `fib daddr . iif oif missing`: it does not leave by the link that it came in by.
    static var leavesByAnotherLink: Self {
        [
            .route(NFRouteLookup([.destination, .input, .presence], for: .index, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])),
        ]
    }

    /// What `nft` calls `fib daddr . iif type local`, or another: an address of the link itself that the packet came in by.
    static func goesToInputAddress(_ kind: AddressKind) -> Self {
        [
            .route(NFRouteLookup([.destination, .input], for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: kind.rawValue.hostBytes)),
        ]
    }

    /// What `nft` calls `icmpv6 type`, behind a look at the family.
    static func isNeighborMessage(_ type: NeighborMessageType) -> Self {
        [
            .meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [58])),
            .payload(NFPayload(.transportHeader, offset: 0, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [type.rawValue])),
        ]
    }

    /// What `nft` calls `ip daddr 127.0.0.0/8`, or saddr.
    static func isLoopback(_ end: PacketEnd) -> Self {
        let firstByte = NFPayload(.networkHeader, offset: end.offset(.v4), length: 1, into: .word(0))
        return family(.v4) + [.payload(firstByte), .compare(NFCompare(.word(0), .equal, to: [127]))]
    }

    /// What `nft` calls `ip6 daddr ::1`.
    static var goesToIPv6Loopback: Self {
        let address = [UInt8](repeating: 0, count: 15) + [1]
        return family(.v6) + [load(.destination, of: .v6), .compare(NFCompare(.word(0), .equal, to: address))]
    }

    /// What `nft` calls `fib daddr type != local`.
    static var goesElsewhere: Self {
        [
            .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .notEqual, to: AddressKind.local.rawValue.hostBytes)),
        ]
    }

    /// What `nft` calls `ct state established,related`.
    static var belongsToConnection: Self { state(1 << 1 | 1 << 2) }

    /// What `nft` calls `ct state new`.
    static var isNew: Self { state(1 << 3) }

    /// What `nft` calls `ct status ! confirmed`: it is the first packet of its connection, which is not kept yet; false for one that is not tracked.
    static var isNotConfirmed: Self {
        [
            .connection(.load(.status, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: UInt32(8).hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: UInt32(0).hostBytes)),
        ]
    }

    /// What `nft` calls `ct state invalid`.
    static var isInvalid: Self { state(1 << 0) }

    /// What `nft` calls `ct direction reply`: it goes the other way than the connection's first packet.
    static var isReply: Self {
        [.connection(.load(.direction, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [1]))]
    }

    /// What `nft` calls `ct mark & 0x10000000 != 0`.
    static func isOfConnectionMarked(_ bit: UInt32) -> Self {
        [.connection(.load(.mark, into: .word(0)))] + any(of: bit)
    }

    /// What `nft` calls `ct mark set ct mark | 0x10000000`.
    static func markConnection(_ bit: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~bit).hostBytes, xor: bit.hostBytes)),
            .connection(.set(.mark, from: .word(0))),
        ]
    }

    /// What `nft` calls `ct mark & 0x60000000 == 0x20000000`.
    static func isOfConnection(marked value: UInt32, in mask: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: mask.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: value.hostBytes)),
        ]
    }

    /// What `nft` calls `ct mark set ct mark & 0xbfffffff | 0x20000000`.
    static func markConnection(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~mask).hostBytes, xor: value.hostBytes)),
            .connection(.set(.mark, from: .word(0))),
        ]
    }

    /// What `nft` calls `meta mark 0x8e000000/8`.
    static func isMarked(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: mask.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: value.hostBytes)),
        ]
    }

    /// What `nft` calls `meta mark set meta mark & 0xbfffffff | 0x20000000`.
    static func mark(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~mask).hostBytes, xor: value.hostBytes)),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    /// What `nft` calls `iifname vmap @map`.
    static func inputVerdict(in map: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0)))] + verdict(in: map)
    }

    /// What `nft` calls `ct status dnat`.
    static var isTranslated: Self { [.connection(.load(.status, into: .word(0)))] + any(of: 32) }

    private static func state(_ bits: UInt32) -> Self {
        [.connection(.load(.state, into: .word(0)))] + any(of: bits)
    }
}

// MARK: Keys of sets

extension [NFExpression] {
    /// What `nft` calls `ip daddr`, or ip6.
    static func destination(_ family: IPFamily) -> Self { .family(family) + [load(.destination, of: family)] }

    /// What `nft` calls `ip saddr`, or ip6.
    static func source(_ family: IPFamily) -> Self { .family(family) + [load(.source, of: family)] }

    /// What `nft` calls `iifname . ip saddr`, or ip6.
    static func inputAndSource(_ family: IPFamily) -> Self {
        .family(family) + [.meta(.load(.inputName, into: .word(0))), load(.source, of: family, into: 4)]
    }

    /// What `nft` calls `ip saddr . oifname`, or ip6.
    static func sourceAndOutput(_ family: IPFamily) -> Self {
        .family(family) + [
            load(.source, of: family), .meta(.load(.outputName, into: .word(family.wordCount))),
        ]
    }

    /// What `nft` calls `ip daddr . iifname`, or ip6.
    static func destinationAndInput(_ family: IPFamily) -> Self {
        destination(family) + [.meta(.load(.inputName, into: .word(family.wordCount)))]
    }

    /// What `nft` calls `meta l4proto . th dport`.
    static var transportAndPort: Self { transportAndPort(into: 0) }

    /// What `nft` calls `ip daddr . meta l4proto . th dport`, or ip6.
    static func destinationAndPort(_ family: IPFamily) -> Self {
        destination(family) + transportAndPort(into: family.wordCount)
    }

    /// The same, to be looked up among ranges.
    static var transportAndPortInRange: Self { transportAndPort(into: 0, isInRange: true) }

    /// The same, to be looked up among ranges.
    static func destinationAndPortInRange(_ family: IPFamily) -> Self {
        destination(family) + transportAndPort(into: family.wordCount, isInRange: true)
    }

    private static func transportAndPort(into word: Int, isInRange: Bool = false) -> Self {
        // Of one byte this changes nothing, but `nft` has it: rules that it saved and loaded again are the same.
        let order = NFByteOrder(.toNetwork, of: .word(word), size: 2, length: 1)
        return [.meta(.load(.transportProtocol, into: .word(word)))] + (isInRange ? [.byteOrder(order)] : []) + [
            .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(word + 1)))
        ]
    }

    private static func load(_ end: PacketEnd, of family: IPFamily, into word: Int = 0) -> NFExpression {
        let length = UInt32(family.byteCount)
        return .payload(
            NFPayload(.networkHeader, offset: end.offset(family), length: length, into: .word(word))
        )
    }
}

// MARK: What becomes of a packet

extension [NFExpression] {
    /// What `nft` calls `tcp flags syn / syn,rst tcp option maxseg size set rt mtu`: segments fit through what lies ahead, and behind.
    static var clampSegments: Self {
        [
            .meta(.load(.transportProtocol, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [TransportProtocol.tcp.number])),
            .payload(NFPayload(.transportHeader, offset: 13, length: 1, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: [0b110], xor: [0])), .compare(NFCompare(.word(0), .equal, to: [0b010])),
            .routing(NFRouting(.maximumSegmentSize, into: .word(0))),
            .byteOrder(NFByteOrder(.toNetwork, of: .word(0), size: 2)),
            .option(.set(.maximumSegmentSize, from: .word(0))),
        ]
    }

    /// What `nft` calls `dnat ip to … map @map`, or ip6, of a key that was loaded before.
    static func translateDestination(_ family: IPFamily, by map: SetDefinition) -> Self {
        let (addresses, ports) = (NFRegisterRange(.word(0)), NFRegisterRange(.word(family.wordCount)))
        return [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.destination, family: family, to: addresses, ports: ports)),
        ]
    }

    /// What `nft` calls `dnat ip to … map @map`, or ip6, of a map of addresses alone: the port stays the same.
    static func translateDestinationAddress(_ family: IPFamily, by map: SetDefinition) -> Self {
        [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.destination, family: family, to: NFRegisterRange(.word(0)))),
        ]
    }

    /// What `nft` calls `snat ip to iifname map @map`, or ip6.
    static func translateSource(_ family: IPFamily, by map: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0)))] + translateLoadedSource(family, by: map)
    }

    /// What `nft` calls `snat ip to … map @map`, or ip6, of a key that was loaded before.
    static func translateLoadedSource(_ family: IPFamily, by map: SetDefinition) -> Self {
        [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.source, family: family, to: NFRegisterRange(.word(0)))),
        ]
    }

    /// What `nft` calls `masquerade`.
    static var masquerade: Self { [.masquerade(NFMasquerade())] }
}

/// What an address is to the host (`RTN_*`).
enum AddressKind: UInt32 {
    case local = 2
    case broadcast = 3
    case multicast = 5
}

/// One of the two ends that a packet names.
enum PacketEnd {
    case source
    case destination

    /// Where in the header its address begins.
    fileprivate func offset(_ family: IPFamily) -> UInt32 {
        switch (self, family) {
        case (.source, .v4): 12
        case (.destination, .v4): 16
        case (.source, .v6): 8
        case (.destination, .v6): 24
        }
    }
}

extension IPFamily {
    /// How many words of a register an address takes.
    fileprivate var wordCount: Int { byteCount / 4 }
}
