// SPDX-License-Identifier: Apache-2.0

/// An instruction of a BPF program (`struct bpf_insn`).
public struct Instruction: Hashable, Sendable {
    /// The class, source and operation (`code`).
    public let code: UInt8
    /// The register that is changed or compared, 0 to 10 (`dst_reg`).
    public let destination: UInt8
    /// The register that is read, 0 to 10 (`src_reg`).
    public let source: UInt8
    /// The offset in memory, or the number of skipped instructions (`off`).
    public let offset: Int16
    /// A constant (`imm`).
    public let immediate: Int32

    private init(
        _ code: UInt8,
        destination: UInt8 = 0,
        source: UInt8 = 0,
        offset: Int16 = 0,
        immediate: Int32 = 0
    ) {
        self.code = code
        self.destination = destination
        self.source = source
        self.offset = offset
        self.immediate = immediate
    }

    /// Copies a register: `rA = rB`.
    public static func move(_ destination: UInt8, from source: UInt8) -> Self {
        Self(0xbf, destination: destination, source: source)
    }

    /// Sets a register: `rA = constant`.
    public static func set(_ destination: UInt8, to constant: Int32) -> Self {
        Self(0xb7, destination: destination, immediate: constant)
    }

    /// Loads 32 bits: `rA = *(u32 *)(rB + offset)`.
    public static func loadWord(_ destination: UInt8, from source: UInt8, at offset: Int16) -> Self {
        Self(0x61, destination: destination, source: source, offset: offset)
    }

    /// Loads a byte of the packet: `r0 = packet[offset]`.
    ///
    /// Register `r6` has the context of the packet. For a shorter packet, the program ends with 0.
    public static func loadPacketByte(at offset: Int32) -> Self { Self(0x30, immediate: offset) }

    /// Skips some instructions unless `rA == constant`.
    public static func skip(_ count: Int16, unless register: UInt8, equals constant: Int32) -> Self {
        Self(0x55, destination: register, offset: count, immediate: constant)
    }

    /// Skips some instructions if `rA == constant`.
    public static func skip(_ count: Int16, if register: UInt8, equals constant: Int32) -> Self {
        Self(0x15, destination: register, offset: count, immediate: constant)
    }

    /// Returns `r0`.
    public static var exit: Self { Self(0x95) }

    /// The eight bytes of the instruction, in host byte order.
    var bytes: [UInt8] {
        [code, source << 4 | destination]
            + withUnsafeBytes(of: offset) { Array($0) } + withUnsafeBytes(of: immediate) { Array($0) }
    }
}
