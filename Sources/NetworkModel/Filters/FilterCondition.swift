// SPDX-License-Identifier: Apache-2.0

/// What a rule of a filter asks of a packet.
///
/// Of most packets not everything is known: the port of a client, the address of a server. Then the answer is that of a packet that no rule
/// was written for: it equals no value that a rule names.
public enum FilterCondition: Hashable, Sendable {
    /// How a field compares with a value (`NFT_CMP_*`).
    public enum Relation: Hashable, Sendable {
        /// `==`
        case equal
        /// `!=`
        case notEqual
        /// `<`
        case less
        /// `<=`
        case lessOrEqual
        /// `>`
        case greater
        /// `>=`
        case greaterOrEqual
    }

    /// The first bytes of a field compare so with a value.
    case compare(FilterValue, Relation, [UInt8])
    /// One of some ranges holds the fields, or none does.
    case among([FilterValue], [FilterRange], isInverted: Bool)
    /// The connection is in one of some states, or its destination is translated; or not (`-m conntrack`).
    case connection(states: UInt32, orTranslated: Bool, isInverted: Bool)
    /// Something that mdnp does not understand.
    case unknown

    /// Whether a packet meets it.
    func isMet(by packet: FilteredPacket) -> Bool {
        switch self {
        case .compare(let value, let relation, let expected):
            guard let bytes = value.bytes(in: packet) else { return relation == .notEqual }
            return relation.holds(Array(bytes.prefix(expected.count)), expected)
        case .among(let values, let ranges, let isInverted):
            let known = values.compactMap { $0.bytes(in: packet) }
            guard known.count == values.count else { return isInverted }
            return ranges.contains { $0.contains(known) } != isInverted
        case .connection(let states, let orTranslated, let isInverted):
            let isMet = packet.connectionState & states != 0 || orTranslated && packet.isTranslated
            return isMet != isInverted
        case .unknown: return false
        }
    }
}

extension FilterCondition.Relation {
    /// Whether it holds between two values, which the kernel compares byte by byte.
    fileprivate func holds(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left.lexicographicallyPrecedes(right)
        case .lessOrEqual: !right.lexicographicallyPrecedes(left)
        case .greater: right.lexicographicallyPrecedes(left)
        case .greaterOrEqual: !left.lexicographicallyPrecedes(right)
        }
    }
}

/// A range of each of some fields: an element of a set.
public struct FilterRange: Hashable, Sendable {
    /// The lowest bytes of each field.
    public let lower: [[UInt8]]
    /// The highest bytes of each field.
    public let upper: [[UInt8]]

    /// A range from one value to another, both among it.
    public init(_ lower: [[UInt8]], through upper: [[UInt8]]) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether it holds values of all of its fields.
    func contains(_ values: [[UInt8]]) -> Bool {
        guard values.count == lower.count, values.count == upper.count else { return false }
        return values.indices.allSatisfy { index in
            !values[index].lexicographicallyPrecedes(lower[index])
                && !upper[index].lexicographicallyPrecedes(values[index])
        }
    }
}
