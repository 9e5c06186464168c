/// What `iptables` calls `-m mark`, as the kernel's `xt_mark` keeps it (`struct xt_mark_mtinfo1`).
struct MarkMatch: Hashable {
    private let mark: UInt32
    private let mask: UInt32
    private let isInverted: Bool

    /// `-m mark --mark BIT/BIT`.
    init(mark: UInt32) {
        self.mark = mark
        self.mask = mark
        self.isInverted = false
    }

    /// Reads the kernel's bytes: two numbers of 4 bytes in the host's order, one byte, padding.
    ///
    /// Nil for a revision other than 1.
    init?(revision: Int, details: ArraySlice<UInt8>) {
        let bytes = Array(details)
        guard revision == 1, bytes.count >= 9 else { return nil }
        self.mark = bytes.hostInteger(at: 0)
        self.mask = bytes.hostInteger(at: 4)
        self.isInverted = bytes[8] != 0
    }
}

extension [UInt8] {
    /// The number whose first byte has this index, in the host's order; the bytes must be there.
    func hostInteger<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) }
    }
}
