// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// The packet conditions of a legacy rule itself, without matches (`struct ipt_ip`, `struct ip6t_ip6`).
struct LegacyConditions {
    let conditions: [FilterCondition]
    /// A Boolean value that indicates whether the rule uses goto instead of jump (`IPT_F_GOTO`, `IP6T_F_GOTO`).
    let isGoto: Bool

    /// The bits of inversions (`IPT_INV_*`, `IP6T_INV_*`).
    private enum Inversion {
        static let input: UInt8 = 1
        static let output: UInt8 = 2
        static let source: UInt8 = 8
        static let destination: UInt8 = 0x10
        static let transport: UInt8 = 0x40
    }

    /// Reads the bytes: at least 84 for IPv4, or 136 for IPv6.
    init(_ family: IPFamily, bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        let size = family.byteCount
        // The layout: two addresses and their masks, two names and their masks, the protocol, and flags.
        let names = size * 4
        let transport = names + 64
        let flags = family == .v4 ? bytes[transport + 2] : bytes[transport + 3]
        let inversions = family == .v4 ? bytes[transport + 3] : bytes[transport + 4]
        isGoto = flags & (family == .v4 ? 2 : 4) != 0
        var conditions: [FilterCondition] = []
        func compare(_ field: FilterField, at offset: Int, mask: Int, inversion: UInt8) {
            let mask = Array(bytes[mask..<mask + field.length])
            let isInverted = inversions & inversion != 0
            guard mask.contains(where: { $0 != 0 }) || isInverted else { return }
            let bits = FilterValue.Bits(mask: mask, xor: [UInt8](repeating: 0, count: mask.count))
            let value = zip(bytes[offset..<offset + field.length], mask).map { $0 & $1 }
            conditions.append(.compare(FilterValue(field, bits), isInverted ? .notEqual : .equal, value))
        }
        let first = family == .v4 ? 12 : 8
        compare(.networkHeader(offset: first, length: size), at: 0, mask: size * 2, inversion: Inversion.source)
        compare(
            .networkHeader(offset: first + size, length: size),
            at: size,
            mask: size * 3,
            inversion: Inversion.destination
        )
        compare(.inputName, at: names, mask: names + 32, inversion: Inversion.input)
        compare(.outputName, at: names + 16, mask: names + 48, inversion: Inversion.output)
        let number = bytes[transport]
        if number != 0 {
            let relation: FilterCondition.Relation = inversions & Inversion.transport != 0 ? .notEqual : .equal
            conditions.append(.compare(FilterValue(.transportProtocol), relation, [number]))
        }
        // Conditions on fragments or the type of service are unknown.
        if flags & 1 != 0 && family == .v4 || inversions & 0x24 != 0 || family == .v6 && flags & 2 != 0 {
            conditions.append(.unknown)
        }
        self.conditions = conditions
    }
}
