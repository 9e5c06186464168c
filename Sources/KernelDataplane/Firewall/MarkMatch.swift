// SPDX-License-Identifier: Apache-2.0

import NetworkModel

/// The match `-m mark` of `iptables`, in the layout of `xt_mark` (`struct xt_mark_mtinfo1`).
struct MarkMatch: Hashable {
    private let mark: UInt32
    private let mask: UInt32
    private let isInverted: Bool

    /// Creates `-m mark --mark MARK/MASK`; the default mask has the bits of the mark.
    init(mark: UInt32, mask: UInt32? = nil) {
        self.mark = mark
        self.mask = mask ?? mark
        self.isInverted = false
    }

    /// Reads the kernel's bytes: two numbers of 4 bytes in host order, one byte, padding.
    ///
    /// The result is nil for a revision other than 1.
    init?(revision: Int, details: ArraySlice<UInt8>) {
        guard revision == 1, details.count >= 9 else { return nil }
        self.mark = details.hostInteger(at: 0)
        self.mask = details.hostInteger(at: 4)
        self.isInverted = details.dropFirst(8).first != 0
    }
}

extension MarkMatch {
    /// The condition on a packet.
    var condition: FilterCondition {
        let bits = FilterValue.Bits(mask: mask.hostBytes, xor: UInt32(0).hostBytes)
        return .compare(FilterValue(.mark, bits), isInverted ? .notEqual : .equal, mark.hostBytes)
    }
}

extension ArraySlice<UInt8> {
    /// Returns the number at an offset, in host order; its bytes must exist.
    func hostInteger<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
    }
}
