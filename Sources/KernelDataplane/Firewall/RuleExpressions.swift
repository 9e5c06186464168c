// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

// The parts of rules in both tables, each with its `nft` syntax.

extension [NFExpression] {
    /// The `nft` match `iifname @set`.
    static func input(in set: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name))]
    }

    /// The `nft` match `iifname != @set`.
    static func input(notIn set: SetDefinition) -> Self {
        [.meta(.load(.inputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// The `nft` match `oifname @set`.
    static func output(in set: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name))]
    }

    /// The `nft` match `oifname != @set`.
    static func output(notIn set: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0))), .lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// The `nft` match `iifgroup != 28004`, or its `oifgroup` form.
    ///
    /// With retired links, whose group is the next number, it is `28004/31`.
    static func isOfOthers(_ group: NFMetaKey, includingRetired: Bool = false) -> Self {
        let low = NFBitwise(.word(0), mask: (~UInt32(1)).hostBytes, xor: UInt32(0).hostBytes)
        return [.meta(.load(group, into: .word(0)))] + (includingRetired ? [.bitwise(low)] : [])
            + [.compare(NFCompare(.word(0), .notEqual, to: LinkGroup.active.hostBytes))]
    }

    /// The `nft` match `iifgroup 28004`, or its `oifgroup` form.
    static func isOfOurs(_ group: NFMetaKey) -> Self {
        [.meta(.load(group, into: .word(0))), .compare(NFCompare(.word(0), .equal, to: LinkGroup.active.hostBytes))]
    }

    /// The `nft` statement `vmap @map`, for a loaded key.
    static func verdict(in map: SetDefinition) -> Self { [.lookup(NFLookup(.word(0), in: map.name, into: .verdict))] }

    /// The `nft` statement `oifname vmap @map`.
    static func outputVerdict(in map: SetDefinition) -> Self {
        [.meta(.load(.outputName, into: .word(0)))] + verdict(in: map)
    }

    /// The `nft` match `@set`, for a loaded key.
    static func isIn(_ set: SetDefinition) -> Self { [.lookup(NFLookup(.word(0), in: set.name))] }

    /// The `nft` match `!= @set`, for a loaded key.
    static func isNotIn(_ set: SetDefinition) -> Self {
        [.lookup(NFLookup(.word(0), in: set.name, isInverted: true))]
    }

    /// The `nft` match `meta mark & 0x10000000 != 0`.
    static func isMarked(_ bit: UInt32) -> Self {
        [.meta(.load(.mark, into: .word(0)))] + any(of: bit)
    }

    /// The `nft` statement `meta mark set meta mark | 0x10000000`.
    static func mark(_ bit: UInt32) -> Self {
        [
            .meta(.load(.mark, into: .word(0))),
            .bitwise(NFBitwise(.word(0), mask: (~bit).hostBytes, xor: bit.hostBytes)),
            .meta(.set(.mark, from: .word(0))),
        ]
    }

    /// The `nft` statement `counter drop`.
    static var drop: Self { [.counter(NFCounter()), .verdict(.drop)] }

    /// The `nft` statement `accept`.
    static var accept: Self { [.verdict(.accept)] }

    /// The `nft` statement `return`.
    static var returning: Self { [.verdict(.return)] }

    /// The `nft` statement `jump chain`.
    static func jump(_ chain: FirewallChain) -> Self { [.verdict(.jump(chain.name))] }

    /// The `nft` statement `goto chain`.
    static func goto(_ chain: FirewallChain) -> Self { [.verdict(.goto(chain.name))] }

    /// Matches if one of some bits of the loaded value is set.
    static func any(of bits: UInt32) -> Self {
        [
            .bitwise(NFBitwise(.word(0), mask: bits.hostBytes, xor: UInt32(0).hostBytes)),
            .compare(NFCompare(.word(0), .notEqual, to: UInt32(0).hostBytes)),
        ]
    }
}

extension UInt32 {
    /// The bytes in host order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }
}
