// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire

// The parts of rules in the table `inet mdnp`, each with its `nft` syntax.

// MARK: Conditions

extension [NFExpression] {
    /// The `nft` match `iifname . oifname @set`.
    static func inputAndOutput(in set: SetDefinition) -> Self {
        [
            .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
            .lookup(NFLookup(.word(0), in: set.name)),
        ]
    }

    /// The `nft` match `iifname . oifname != @set`.
    static func inputAndOutput(notIn set: SetDefinition) -> Self {
        [
            .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
            .lookup(NFLookup(.word(0), in: set.name, isInverted: true)),
        ]
    }

    /// The `nft` match `meta nfproto ipv4`, or its `ipv6` form.
    static func family(_ family: IPFamily) -> Self {
        let number = (family == .v4 ? NFFamily.ipv4 : .ipv6).rawValue
        return [.meta(.load(.family, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [number]))]
    }

    /// The `nft` match `iifname != "lo"`.
    static var inputIsNotLoopback: Self {
        let name = [UInt8]("lo".utf8) + [UInt8](repeating: 0, count: 14)
        return [.meta(.load(.inputName, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, to: name))]
    }

    /// The `nft` match `iifname "lo"`.
    static var inputIsLoopback: Self {
        let name = [UInt8]("lo".utf8) + [UInt8](repeating: 0, count: 14)
        return [.meta(.load(.inputName, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: name))]
    }

    /// The `nft` match `meta iifkind "veth"`.
    static var inputIsVeth: Self {
        let kind = [UInt8]("veth".utf8) + [UInt8](repeating: 0, count: 12)
        return [.meta(.load(.inputKind, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: kind))]
    }

    /// The `nft` match `ip6 saddr ::ffff:0.0.0.0/96`: an IPv4 address in the form of dual-stack sockets.
    static var comesFromMappedAddress: Self {
        let offset = PacketEnd.source.offset(.v6)
        return family(.v6) + [
            .payload(NFPayload(.networkHeader, offset: offset, length: 12, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [UInt8](repeating: 0, count: 10) + [0xff, 0xff])),
        ]
    }

    /// The `nft` match `fib saddr type local`.
    static var comesFromHost: Self {
        [
            .route(NFRouteLookup(.source, for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: AddressKind.local.rawValue.hostBytes)),
        ]
    }

    /// The `nft` match `fib saddr . iif oif missing`: a reply would not leave by the link on which the packet arrived.
    static var hasNoWayBack: Self {
        [
            .route(NFRouteLookup([.source, .input, .presence], for: .index, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])),
        ]
    }

    /// The `nft` match `fib daddr . iif oif missing`: the packet does not leave by the link on which it arrived.
    static var leavesByAnotherLink: Self {
        [
            .route(NFRouteLookup([.destination, .input, .presence], for: .index, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [0, 0, 0, 0])),
        ]
    }

    /// The `nft` match `fib daddr . iif type local`, or one of another type: an address of the link on which the packet arrived.
    static func goesToInputAddress(_ kind: AddressKind) -> Self {
        [
            .route(NFRouteLookup([.destination, .input], for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: kind.rawValue.hostBytes)),
        ]
    }

    /// The `nft` match `icmpv6 type`, for use after a match of the family.
    static func isNeighborMessage(_ type: NeighborMessageType) -> Self {
        [
            .meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [58])),
            .payload(NFPayload(.transportHeader, offset: 0, length: 1, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: [type.rawValue])),
        ]
    }

    /// The `nft` match `ip daddr 127.0.0.0/8`, or its `saddr` form.
    static func isLoopback(_ end: PacketEnd) -> Self {
        let firstByte = NFPayload(.networkHeader, offset: end.offset(.v4), length: 1, into: .word(0))
        return family(.v4) + [.payload(firstByte), .compare(NFCompare(.word(0), .equal, to: [127]))]
    }

    /// The `nft` match `ip6 daddr ::1`.
    static var goesToIPv6Loopback: Self {
        let address = [UInt8](repeating: 0, count: 15) + [1]
        return family(.v6) + [load(.destination, of: .v6), .compare(NFCompare(.word(0), .equal, to: address))]
    }

    /// The `nft` match `fib daddr type != local`.
    static var goesElsewhere: Self {
        [
            .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .notEqual, to: AddressKind.local.rawValue.hostBytes)),
        ]
    }

    /// The `nft` match `ct state established,related`.
    static var belongsToConnection: Self { state(1 << 1 | 1 << 2) }

    /// The `nft` match `ct state new`.
    static var isNew: Self { state(1 << 3) }

    /// The `nft` match `ct status ! confirmed`: the first packet of a connection without an entry yet; false for an untracked packet.
    static var isNotConfirmed: Self {
        [
            .connection(.load(.status, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: UInt32(8).hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: UInt32(0).hostBytes)),
        ]
    }

    /// The `nft` match `ct state invalid`.
    static var isInvalid: Self { state(1 << 0) }

    /// The `nft` match `ct direction reply`: the opposite direction of the connection's first packet.
    static var isReply: Self {
        [.connection(.load(.direction, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [1]))]
    }

    /// The `nft` match `ct mark & 0x10000000 != 0`.
    static func isOfConnectionMarked(_ bit: UInt32) -> Self {
        [.connection(.load(.mark, into: .word(0)))] + any(of: bit)
    }

    /// The `nft` statement `ct mark set ct mark | 0x10000000`.
    static func markConnection(_ bit: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~bit).hostBytes, xor: bit.hostBytes)),
            .connection(.set(.mark, from: .word(0))),
        ]
    }

    /// The `nft` match `ct mark & 0x60000000 == 0x20000000`.
    static func isOfConnection(marked value: UInt32, in mask: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: mask.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: value.hostBytes)),
        ]
    }

    /// The `nft` statement `ct mark set ct mark & 0xbfffffff | 0x20000000`.
    static func markConnection(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .connection(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~mask).hostBytes, xor: value.hostBytes)),
            .connection(.set(.mark, from: .word(0))),
        ]
    }

    /// The `nft` match `meta mark 0x8e000000/8`.
    static func isMarked(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: mask.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .equal, to: value.hostBytes)),
        ]
    }

    /// The `nft` statement `meta mark set meta mark & 0xbfffffff | 0x20000000`.
    static func mark(_ value: UInt32, in mask: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~mask).hostBytes, xor: value.hostBytes)),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    /// The `nft` statement `iifname vmap @map`.
    static func inputVerdict(in map: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0)))] + verdict(in: map)
    }

    /// The `nft` match `ct status dnat`.
    static var isTranslated: Self { [.connection(.load(.status, into: .word(0)))] + any(of: 32) }

    private static func state(_ bits: UInt32) -> Self {
        [.connection(.load(.state, into: .word(0)))] + any(of: bits)
    }
}

// MARK: Keys of sets

extension [NFExpression] {
    /// The `nft` key `ip daddr`, or its `ip6` form.
    static func destination(_ family: IPFamily) -> Self { .family(family) + [load(.destination, of: family)] }

    /// The `nft` key `ip saddr`, or its `ip6` form.
    static func source(_ family: IPFamily) -> Self { .family(family) + [load(.source, of: family)] }

    /// The `nft` key `iifname . ip saddr`, or its `ip6` form.
    static func inputAndSource(_ family: IPFamily) -> Self {
        .family(family) + [.meta(.load(.inputName, into: .word(0))), load(.source, of: family, into: 4)]
    }

    /// The `nft` key `ip saddr . oifname`, or its `ip6` form.
    static func sourceAndOutput(_ family: IPFamily) -> Self {
        .family(family) + [
            load(.source, of: family), .meta(.load(.outputName, into: .word(family.wordCount))),
        ]
    }

    /// The `nft` key `ip daddr . iifname`, or its `ip6` form.
    static func destinationAndInput(_ family: IPFamily) -> Self {
        destination(family) + [.meta(.load(.inputName, into: .word(family.wordCount)))]
    }

    /// The `nft` key `meta l4proto . th dport`.
    static var transportAndPort: Self { transportAndPort(into: 0) }

    /// The `nft` key `ip daddr . meta l4proto . th dport`, or its `ip6` form.
    static func destinationAndPort(_ family: IPFamily) -> Self {
        destination(family) + transportAndPort(into: family.wordCount)
    }

    /// The `nft` key `meta l4proto . th dport`, for a set of ranges.
    static var transportAndPortInRange: Self { transportAndPort(into: 0, isInRange: true) }

    /// The `nft` key `ip daddr . meta l4proto . th dport`, or its `ip6` form, for a set of ranges.
    static func destinationAndPortInRange(_ family: IPFamily) -> Self {
        destination(family) + transportAndPort(into: family.wordCount, isInRange: true)
    }

    private static func transportAndPort(into word: Int, isInRange: Bool = false) -> Self {
        // A single byte does not change, but `nft` adds the conversion: saved and reloaded rules then stay the same.
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

// MARK: Statements

extension [NFExpression] {
    /// The `nft` statement `tcp flags syn / syn,rst tcp option maxseg size set rt mtu`: segments fit the MTU in both directions.
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

    /// The `nft` statement `dnat ip to … map @map`, or its `ip6` form, for a loaded key.
    static func translateDestination(_ family: IPFamily, by map: SetDefinition) -> Self {
        let (addresses, ports) = (NFRegisterRange(.word(0)), NFRegisterRange(.word(family.wordCount)))
        return [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.destination, family: family, to: addresses, ports: ports)),
        ]
    }

    /// The `nft` statement `dnat ip to … map @map`, or its `ip6` form, for a map of addresses alone: the port stays the same.
    static func translateDestinationAddress(_ family: IPFamily, by map: SetDefinition) -> Self {
        [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.destination, family: family, to: NFRegisterRange(.word(0)))),
        ]
    }

    /// The `nft` statement `snat ip to iifname map @map`, or its `ip6` form.
    static func translateSource(_ family: IPFamily, by map: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0)))] + translateLoadedSource(family, by: map)
    }

    /// The `nft` statement `snat ip to … map @map`, or its `ip6` form, for a loaded key.
    static func translateLoadedSource(_ family: IPFamily, by map: SetDefinition) -> Self {
        [
            .lookup(NFLookup(.word(0), in: map.name, into: .word(0))),
            .translation(NFTranslation(.source, family: family, to: NFRegisterRange(.word(0)))),
        ]
    }

    /// The `nft` statement `masquerade`.
    static var masquerade: Self { [.masquerade(NFMasquerade())] }
}

/// The type of an address for the host (`RTN_*`).
enum AddressKind: UInt32 {
    case local = 2
    case broadcast = 3
    case multicast = 5
}

/// One of the two addresses of a packet.
enum PacketEnd {
    case source
    case destination

    /// Returns the offset of the address in the header.
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
    /// The number of 32-bit words of an address.
    fileprivate var wordCount: Int { byteCount / 4 }
}
