// SPDX-License-Identifier: Apache-2.0

/// A condition of a filter rule on a packet.
///
/// Most packets have unknown fields: the port of a client, the address of a server. An unknown field equals no value in a rule, as for a
/// packet that no rule was written for.
public enum FilterCondition: Hashable, Sendable {
    /// The comparison of a field with a value (`NFT_CMP_*`).
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

    /// A comparison of the first bytes of a field with a value.
    case compare(FilterValue, Relation, [UInt8])
    /// A lookup: one of the ranges contains the fields, or none does.
    case among([FilterValue], [FilterRange], isInverted: Bool)
    /// A connection in one of the states, or with a translated destination; or the opposite (`-m conntrack`).
    case connection(states: UInt32, orTranslated: Bool, isInverted: Bool)
    /// A condition that mdnp cannot evaluate.
    case unknown

    /// Returns a Boolean value that indicates whether a packet meets the condition.
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
    /// Returns a Boolean value that indicates whether the relation holds between two values, which the kernel compares byte by byte.
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

/// A range for each of several fields: an element of a set.
public struct FilterRange: Hashable, Sendable {
    /// The lowest bytes of each field.
    public let lower: [[UInt8]]
    /// The highest bytes of each field.
    public let upper: [[UInt8]]

    /// Creates a range from one value through another.
    public init(_ lower: [[UInt8]], through upper: [[UInt8]]) {
        self.lower = lower
        self.upper = upper
    }

    /// Returns a Boolean value that indicates whether the range contains values of all its fields.
    func contains(_ values: [[UInt8]]) -> Bool {
        guard values.count == lower.count, values.count == upper.count else { return false }
        return values.indices.allSatisfy { index in
            !values[index].lexicographicallyPrecedes(lower[index])
                && !upper[index].lexicographicallyPrecedes(values[index])
        }
    }
}
