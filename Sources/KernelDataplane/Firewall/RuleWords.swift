import Addressing
import NetlinkWire

// What rules are made of, under the names that `nft` has for it.

extension [NFExpression] {
    /// What `nft` calls `iifname @set`.
    static func input(in set: FirewallSet) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.rawValue))]
    }

    /// What `nft` calls `oifname @set`.
    static func output(in set: FirewallSet) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.rawValue))]
    }

    /// What `nft` calls `iifname . oifname @set`.
    static func inputAndOutput(in set: FirewallSet) -> Self {
        [
            .meta(.load(.inputName, into: .word(0))), .meta(.load(.outputName, into: .word(4))),
            .lookup(NFLookup(.word(0), in: set.rawValue)),
        ]
    }

    /// What `nft` calls `meta nfproto ipv4`, or ipv6.
    static func family(_ family: IPFamily) -> Self {
        let number = (family == .v4 ? NFFamily.ipv4 : .ipv6).rawValue
        return [.meta(.load(.family, into: .word(0))), .compare(NFCompare(.word(0), .equal, [number]))]
    }

    /// What `nft` calls `ct state established,related`.
    static var belongsToConnection: Self { state(1 << 1 | 1 << 2) }

    /// What `nft` calls `ct state invalid`.
    static var isInvalid: Self { state(1 << 0) }

    /// What `nft` calls `tcp flags syn / syn,rst tcp option maxseg size set rt mtu`: segments fit through what lies ahead, and behind.
    static var clampSegments: Self {
        [
            .meta(.load(.transportProtocol, into: .word(0))),
            .compare(NFCompare(.word(0), .equal, [TransportProtocol.tcp.number])),
            .payload(NFPayload(.transportHeader, offset: 13, length: 1, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: [0b110], xor: [0])), .compare(NFCompare(.word(0), .equal, [0b010])),
            .routing(NFRouting(.maximumSegmentSize, into: .word(0))),
            .byteOrder(NFByteOrder(.toNetwork, .word(0), size: 2)),
            .option(.set(.maximumSegmentSize, from: .word(0))),
        ]
    }

    /// What `nft` calls `meta mark set meta mark | 0x10000000`.
    static func mark(_ bit: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~bit).hostBytes, xor: bit.hostBytes)),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    /// What `nft` calls `snat ip to iifname map @map`, or ip6.
    static func translateSource(_ family: IPFamily, by map: FirewallSet) -> Self {
        let addresses = NFRegisterRange(.word(0))
        return [
            .meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: map.rawValue, into: .word(0))),
            .translation(NFTranslation(.source, family, to: addresses)),
        ]
    }

    /// What `nft` calls `masquerade`.
    static var masquerade: Self { [.masquerade(NFMasquerade())] }

    /// What `nft` calls `counter drop`.
    static var drop: Self { [.counter(NFCounter()), .verdict(.drop)] }

    /// What `nft` calls `accept`.
    static var accept: Self { [.verdict(.accept)] }

    /// What `nft` calls `goto chain`.
    static func goto(_ chain: String) -> Self { [.verdict(.goto(chain))] }

    private static func state(_ bits: UInt32) -> Self {
        [
            .connection(.load(.state, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: bits.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .notEqual, UInt32(0).hostBytes)),
        ]
    }
}

extension UInt32 {
    /// The bytes in the host's order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}
