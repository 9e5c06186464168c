// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// What rules of both tables are made of, under the names that `nft` has for it.

extension [NFExpression] {
    /// What `nft` calls `iifname @set`.
    static func input(in set: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name))]
    }

    /// What `nft` calls `iifname != @set`.
    static func input(notIn set: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// What `nft` calls `oifname @set`.
    static func output(in set: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name))]
    }

    /// What `nft` calls `oifname != @set`.
    static func output(notIn set: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// What `nft` calls `iifgroup != 28004`, or oifgroup; with the links that were buried, whose group is one more, `28004/31`.
    static func isOfOthers(_ group: NFMetaKey, buriedToo: Bool = false) -> Self {
        let low = NFBitwise(.word(0), mask: (~UInt32(1)).hostBytes, xor: UInt32(0).hostBytes)
        return [.meta(.load(group, into: .word(0)))] + (buriedToo ? [.bitwise(low)] : [])
            + [.compare(NFCompare(.word(0), .notEqual, to: LinkGroup.living.hostBytes))]
    }

    /// What `nft` calls `iifgroup 28004`, or oifgroup.
    static func isOfOurs(_ group: NFMetaKey) -> Self {
        [.meta(.load(group, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: LinkGroup.living.hostBytes))]
    }

    /// What `nft` calls `vmap @map`, of what was loaded before.
    static func verdict(in map: SetDefinition) -> Self { [.lookup(NFLookup(.word(0), in: map.name, into: .verdict))] }

    /// What `nft` calls `oifname vmap @map`.
    static func outputVerdict(in map: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0)))] + verdict(in: map)
    }

    /// What `nft` calls `@set`, of what was loaded before.
    static func isIn(_ set: SetDefinition) -> Self { [.lookup(NFLookup(.word(0), in: set.name))] }

    /// What `nft` calls `!= @set`, of what was loaded before.
    static func isNotIn(_ set: SetDefinition) -> Self {
        [.lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// What `nft` calls `meta mark & 0x10000000 != 0`.
    static func isMarked(_ bit: UInt32) -> Self {
        [.meta(.load(.mark, into: .word(0)))] + any(of: bit)
    }

    /// What `nft` calls `meta mark set meta mark | 0x10000000`.
    static func mark(_ bit: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~bit).hostBytes, xor: bit.hostBytes)),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    /// What `nft` calls `counter drop`.
    static var drop: Self { [.counter(NFCounter()), .verdict(.drop)] }

    /// What `nft` calls `accept`.
    static var accept: Self { [.verdict(.accept)] }

    /// What `nft` calls `return`.
    static var returning: Self { [.verdict(.return)] }

    /// What `nft` calls `jump chain`.
    static func jump(_ chain: FirewallChain) -> Self { [.verdict(.jump(chain.name))] }

    /// What `nft` calls `goto chain`.
    static func goto(_ chain: FirewallChain) -> Self { [.verdict(.goto(chain.name))] }

    /// Goes on if one of some bits of what was loaded before is set.
    static func any(of bits: UInt32) -> Self {
        [
            .bitwise(NFBitwise(.word(0), mask: bits.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .notEqual, to: UInt32(0).hostBytes)),
        ]
    }
}

extension UInt32 {
    /// The bytes in the host's order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}
