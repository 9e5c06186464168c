// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// What `iptables` calls `-m mark`, as the kernel's `xt_mark` keeps it (`struct xt_mark_mtinfo1`).
struct MarkMatch: Hashable {
    private let mark: UInt32
    private let mask: UInt32
    private let isInverted: Bool

    /// `-m mark --mark MARK/MASK`; without a mask that of the mark's own bits.
    init(mark: UInt32, mask: UInt32? = nil) {
        self.mark = mark
        self.mask = mask ?? mark
        self.isInverted = false
    }

    /// Reads the kernel's bytes: two numbers of 4 bytes in the host's order, one byte, padding.
    ///
    /// Nil for a revision other than 1.
    init?(revision: Int, details: ArraySlice<UInt8>) {
        guard revision == 1, details.count >= 9 else { return nil }
        self.mark = details.hostInteger(at: 0)
        self.mask = details.hostInteger(at: 4)
        self.isInverted = details.dropFirst(8).first != 0
    }
}

extension MarkMatch {
    /// What it asks of a packet.
    var condition: FilterCondition {
        let bits = FilterValue.Bits(mask: mask.hostBytes, xor: UInt32(0).hostBytes)
        return .compare(FilterValue(.mark, bits), isInverted ? .notEqual : .equal, mark.hostBytes)
    }
}

extension ArraySlice<UInt8> {
    /// The number that begins so many bytes behind the first, in the host's order; its bytes must be there.
    func hostInteger<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
    }
}
