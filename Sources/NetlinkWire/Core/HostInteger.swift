// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
    /// The number whose bytes, in the machine's own order, are given; nil unless there are exactly as many as it has.
    init?(hostBytes bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.bitWidth / 8 else { return nil }
        self = Self(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) })
    }

    /// The bytes in the machine's own order.
    var hostBytes: [UInt8] { withUnsafeBytes(of: self, Array.init) }
}

extension Int {
    /// The next multiple of 4, to which netlink pads everything (`NLMSG_ALIGN`, `NLA_ALIGN`).
    var aligned: Int { (self + 3) & ~3 }
}
