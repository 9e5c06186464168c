// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

// The expressions that `nft` creates for parts of a rule, under similar names.

extension [NFExpression] {
    /// Returns the expressions of `iifname @set`.
    static func input(in set: String) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set))]
    }

    /// Returns the expressions of `oifname @set`.
    static func output(in set: String) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set))]
    }

    /// The expressions of `iifname != "lo"`.
    static var notLoopback: Self {
        [.meta(.load(.inputName, into: .word(0))), .compare(NFCompare(.word(0), .notEqual, to: name("lo")))]
    }

    /// Returns the expressions of `meta nfproto ipv4` or `ipv6`, which `nft` puts before matches of one family only.
    static func family(_ family: NFFamily) -> Self {
        [.meta(.load(.family, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [family.rawValue]))]
    }

    /// Returns the expressions of `meta l4proto` with a protocol number, such as 6 for `tcp`.
    static func transport(_ number: UInt8) -> Self {
        [.meta(.load(.transportProtocol, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: [number]))]
    }

    /// Returns the expressions of `ether type`.
    static func etherType(_ type: UInt16) -> Self {
        [
            .payload(NFPayload(.linkHeader, offset: 12, length: 2, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: bigEndian(type))),
        ]
    }

    /// The expressions of `fib daddr type local`.
    static var toThisHost: Self {
        [
            .route(NFRouteLookup(.destination, for: .addressType, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, to: host(UInt32(2)))),
        ]
    }

    /// Returns the expressions of `ct state`, with states by their bits.
    static func state(_ bits: UInt32) -> Self {
        [.connection(.load(.state, into: .word(0)))] + any(of: bits)
    }

    /// The expressions of `ct status dnat`.
    static var translated: Self {
        [.connection(.load(.status, into: .word(0)))] + any(of: 32)
    }

    /// The expressions of `meta mark & 0x10000000 != 0`.
    static var marked: Self {
        [.meta(.load(.mark, into: .word(0)))] + any(of: 0x1000_0000)
    }

    /// The expressions of `meta mark set meta mark
    /// 0x10000000`.
    static var mark: Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: host(UInt32(0xefff_ffff)), xor: host(UInt32(0x1000_0000)))),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    private static func any(of bits: UInt32) -> Self {
        [
            .bitwise(NFBitwise(.word(0), mask: host(bits), xor: host(UInt32(0)))),
            .compare(NFCompare(.word(0), .notEqual, to: host(UInt32(0)))),
        ]
    }
}

extension NFExpression {
    /// Returns a load of an IPv4 packet's destination.
    static func ipv4Destination(into word: Int) -> Self {
        .payload(NFPayload(.networkHeader, offset: 16, length: 4, into: .word(word)))
    }

    static func ipv4Source(into word: Int) -> Self {
        .payload(NFPayload(.networkHeader, offset: 12, length: 4, into: .word(word)))
    }

    /// Returns a load of an IPv6 packet's destination.
    static func ipv6Destination(into word: Int) -> Self {
        .payload(NFPayload(.networkHeader, offset: 24, length: 16, into: .word(word)))
    }

    static func ipv6Source(into word: Int) -> Self {
        .payload(NFPayload(.networkHeader, offset: 8, length: 16, into: .word(word)))
    }

    /// Returns the expression of `th dport`.
    static func destinationPort(into word: Int) -> Self {
        .payload(NFPayload(.transportHeader, offset: 2, length: 2, into: .word(word)))
    }

    /// Returns the expression of `meta l4proto`.
    static func transport(into word: Int) -> Self {
        .meta(.load(.transportProtocol, into: .word(word)))
    }

    static func lookUp(_ set: String, isInverted: Bool = false) -> Self {
        .lookup(NFLookup(.word(0), in: set, isInverted: isInverted))
    }

    static func map(_ map: String) -> Self {
        .lookup(NFLookup(.word(0), in: map, into: .word(0)))
    }

    static var count: Self { .counter(NFCounter()) }
}
