// SPDX-License-Identifier: Apache-2.0

/// A set of addresses of both families, as the smallest number of ranges, which neither overlap nor touch.
public struct AddressSet: Hashable, Sendable {
    /// The ranges in order, IPv4 first.
    public let ranges: [AddressRange]

    /// Creates a set from ranges in any order, which may overlap.
    ///
    /// The time is that of sorting the ranges.
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

    /// A Boolean value that indicates whether the set is empty.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Returns a Boolean value that indicates whether the set contains an address, in logarithmic time.
    public func contains(_ address: IPAddress) -> Bool {
        var (low, high) = (ranges.startIndex, ranges.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= address { low = middle + 1 } else { high = middle }
        }
        return low > ranges.startIndex && ranges[low - 1].contains(address)
    }

    /// Returns a Boolean value that indicates whether the set contains every address of a family.
    public func hasAll(of family: IPFamily) -> Bool { ranges(of: family).contains { $0.prefix?.length == 0 } }

    /// Returns the ranges of a family, in order.
    public func ranges(of family: IPFamily) -> ArraySlice<AddressRange> {
        let end = ranges.firstIndex { $0.family == .v6 } ?? ranges.endIndex
        return family == .v4 ? ranges[..<end] : ranges[end...]
    }
}

extension AddressSet: ExpressibleByArrayLiteral {
    /// Creates a set from ranges.
    public init(arrayLiteral ranges: AddressRange...) { self.init(ranges) }
}

extension AddressRange {
    /// Returns the union with a range that does not begin before this one; nil if the two neither overlap nor touch.
    fileprivate func joined(with next: AddressRange) -> AddressRange? {
        guard next.family == family else { return nil }
        let (following, isLast) = last.rawValue.addingReportingOverflow(1)
        guard isLast || next.first.rawValue <= following else { return nil }
        return AddressRange(from: first, through: max(last, next.last))
    }
}
