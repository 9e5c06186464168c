// SPDX-License-Identifier: Apache-2.0

/// Two registers: where the first and where the last value of a range is.
public struct NFRegisterRange: Hashable, Sendable {
    /// Where the first value begins.
    public var first: NFRegister
    /// Where the last value begins; the same register if the range is one value.
    public var last: NFRegister

    /// The values from one register's to another's, or one register's alone.
    public init(_ first: NFRegister, through last: NFRegister? = nil) {
        self.first = first
        self.last = last ?? first
    }

    /// What attributes say of a range.
    struct Ends {
        var first: NFRegister?
        var last: NFRegister?

        /// The range; the kernel takes one without a last for one value.
        var range: NFRegisterRange? { first.map { NFRegisterRange($0, through: last) } }

        /// Whether there is a first if there is a last.
        var isWhole: Bool { first != nil || last == nil }
    }
}

extension ByteWriter {
    /// Appends attributes of the first register and, where it is another, of the last; nothing if there is none.
    mutating func attributes(_ first: UInt16, and last: UInt16, registers range: NFRegisterRange?) {
        guard let range else { return }
        attribute(first, bigEndian: range.first.rawValue)
        if range.last != range.first { attribute(last, bigEndian: range.last.rawValue) }
    }
}
