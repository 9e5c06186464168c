// SPDX-License-Identifier: Apache-2.0

extension IPv6Address: LosslessStringConvertible {
    /// Parses any form of RFC 4291, section 2.2, including those that end in a dotted quad; rejects zones.
    public init?(_ description: String) {
        guard let groups = Self.groups(of: Array(description.utf8)[...]) else { return nil }
        self.init(rawValue: groups.reduce(0) { $0 << 16 | UInt128($1) })
    }

    /// The canonical form of RFC 5952; IPv4-mapped addresses end in a dotted quad.
    public var description: String {
        if rawValue >> 32 == 0xFFFF {
            return "::ffff:\(IPv4Address(rawValue: UInt32(truncatingIfNeeded: rawValue)))"
        }
        let groups = groups
        let gap = Self.longestZeroRun(in: groups)
        let texts = groups.map { String($0, radix: 16) }
        guard !gap.isEmpty else { return texts.joined(separator: ":") }
        return texts[..<gap.lowerBound].joined(separator: ":") + "::" + texts[gap.upperBound...].joined(separator: ":")
    }

    private var groups: [UInt16] {
        stride(from: 112, through: 0, by: -16).map { UInt16(truncatingIfNeeded: rawValue >> $0) }
    }

    /// Returns the first of the longest runs of at least two zero groups, which `::` replaces.
    private static func longestZeroRun(in groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            let run = start..<(index + 1)
            if run.count > max(longest.count, 1) { longest = run }
        }
        return longest
    }

    /// Returns the eight groups of an address, with or without `::`.
    private static func groups(of text: ArraySlice<UInt8>) -> [UInt16]? {
        let colon = UInt8(ascii: ":")
        guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
            let groups = writtenGroups(of: text, mayEndInIPv4: true)
            return groups?.count == 8 ? groups : nil
        }
        guard
            let head = writtenGroups(of: text[..<gap], mayEndInIPv4: false),
            let tail = writtenGroups(of: text[(gap + 2)...], mayEndInIPv4: true),
            head.count + tail.count < 8
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// Returns the groups of one side of `::`, or of an address without it.
    private static func writtenGroups(of text: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var quad: [UInt16] = []
        if mayEndInIPv4, let last = parts.last, let address = IPv4Address(text: last) {
            quad = [UInt16(address.rawValue >> 16), UInt16(truncatingIfNeeded: address.rawValue)]
            parts.removeLast()
        }
        var groups: [UInt16] = []
        for part in parts {
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for character in part {
                guard let digit = UInt16(hexadecimalDigit: character) else { return nil }
                group = group << 4 | digit
            }
            groups.append(group)
        }
        return groups + quad
    }
}
