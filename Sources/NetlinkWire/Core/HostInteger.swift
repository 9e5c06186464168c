// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
    /// Creates a number from its bytes in host byte order; nil unless the count of bytes is the size of the number.
    init?(hostBytes bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.bitWidth / 8 else { return nil }
        self = Self(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) })
    }

    /// The bytes in host byte order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self, Array.init) }
}

extension Int {
    /// The next multiple of 4, the alignment of netlink (`NLMSG_ALIGN`, `NLA_ALIGN`).
    var aligned: Int { (self + 3) & ~3 }
}
