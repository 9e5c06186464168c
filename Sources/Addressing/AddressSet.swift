// SPDX-License-Identifier: Apache-2.0

/// A set of addresses of both families, as the fewest ranges that have them: neither overlap nor touch.
public struct AddressSet: Hashable, Sendable {
    /// The ranges in order, those of IPv4 first.
    public let ranges: [AddressRange]

    /// The set of all addresses of ranges, in any order, that may overlap.
    ///
    /// Takes as long as sorting them.
    public init(_ ranges: some Sequence<AddressRange>) {
        var merged: [AddressRange] = []
        for range in ranges.sorted() {
            guard let before = merged.last, let both = before.joined(with: range) else {
                merged.append(range)
                continue
            }
            merged[merged.count - 1] = both
        }
        self.ranges = merged
    }

    /// A Boolean value that indicates whether there is no address in it.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether an address is in it; takes as many steps as the number of ranges has binary digits.
    public func contains(_ address: IPAddress) -> Bool {
        var (low, high) = (ranges.startIndex, ranges.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= address { low = middle + 1 } else { high = middle }
        }
        return low > ranges.startIndex && ranges[low - 1].contains(address)
    }

    /// The ranges of a family, in order.
    public func ranges(of family: IPFamily) -> ArraySlice<AddressRange> {
        let end = ranges.firstIndex { $0.family == .v6 } ?? ranges.endIndex
        return family == .v4 ? ranges[..<end] : ranges[end...]
    }
}

extension AddressSet: ExpressibleByArrayLiteral {
    /// The set of all addresses of ranges.
    public init(arrayLiteral ranges: AddressRange...) { self.init(ranges) }
}

extension AddressRange {
    /// The range of both, where another one, which does not begin before this one, overlaps or touches it.
    fileprivate func joined(with next: AddressRange) -> AddressRange? {
        guard next.family == family else { return nil }
        let (following, isLast) = last.rawValue.addingReportingOverflow(1)
        guard isLast || next.first.rawValue <= following else { return nil }
        return AddressRange(from: first, through: max(last, next.last))
    }
}
