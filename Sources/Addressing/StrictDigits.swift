// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
    /// Creates a number from strict decimal digits, without sign or leading zeros; nil beyond `maximum`.
    init?(strictDecimal digits: some Collection<UInt8>, maximum: Self) {
        guard let first = digits.first, digits.count == 1 || first != UInt8(ascii: "0") else { return nil }
        var value: Self = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = shifted.addingReportingOverflow(Self(digit - UInt8(ascii: "0")))
            guard !tooLarge, !overflow, sum <= maximum else { return nil }
            value = sum
        }
        self = value
    }

    /// Creates a number from a hexadecimal digit of either case.
    init?(hexadecimalDigit digit: UInt8) {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = Self(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = Self(digit - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self = Self(digit - UInt8(ascii: "A") + 10)
        default: return nil
        }
    }

    /// Creates a number from its bytes in network byte order; nil unless the count of bytes is the size of the number.
    init?(bigEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count == Self.bitWidth / 8 else { return nil }
        self = bytes.reduce(0) { $0 << 8 | Self($1) }
    }

    /// The bytes in network byte order.
    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}
