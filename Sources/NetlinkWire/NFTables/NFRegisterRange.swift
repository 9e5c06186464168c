// SPDX-License-Identifier: Apache-2.0

/// The registers with the first and the last value of a range.
public struct NFRegisterRange: Hashable, Sendable {
    /// The register at which the first value begins.
    public var first: NFRegister
    /// The register at which the last value begins; the same register for a single value.
    public var last: NFRegister

    /// Creates a range from one register to another, or a single value.
    public init(_ first: NFRegister, through last: NFRegister? = nil) {
        self.first = first
        self.last = last ?? first
    }

    /// The attributes of a range, while decoding.
    struct Ends {
        var first: NFRegister?
        var last: NFRegister?

        /// The range; a single value without a last register.
        var range: NFRegisterRange? { first.map { NFRegisterRange($0, through: last) } }

        /// A Boolean value that indicates whether a last register has a first one.
        var isWhole: Bool { first != nil || last == nil }
    }
}

extension ByteWriter {
    /// Appends attributes for the first register and, if it differs, the last one; nothing if the range is nil.
    mutating func attributes(_ first: UInt16, and last: UInt16, registers range: NFRegisterRange?) {
        guard let range else { return }
        attribute(first, bigEndian: range.first.rawValue)
        if range.last != range.first { attribute(last, bigEndian: range.last.rawValue) }
    }
}
