// SPDX-License-Identifier: Apache-2.0

/// A field of a packet that a filter rule compares.
public enum FilterField: Hashable, Sendable {
    /// The mark, 4 bytes in the host's order (`meta mark`).
    case mark
    /// The name of the incoming link, 16 bytes (`meta iifname`).
    case inputName
    /// The name of the outgoing link, 16 bytes (`meta oifname`).
    case outputName
    /// The index of the incoming link, 4 bytes in the host's order (`meta iif`).
    case inputIndex
    /// The index of the outgoing link, 4 bytes in the host's order (`meta oif`).
    case outputIndex
    /// The name of the bridge of the incoming port, 16 bytes (`meta ibrname`).
    case inputBridgeName
    /// The name of the bridge of the outgoing port, 16 bytes (`meta obrname`).
    case outputBridgeName
    /// The family of the packet, 1 byte: 2 IPv4, 10 IPv6 (`meta nfproto`).
    case family
    /// The EtherType, 2 bytes in network order (`meta protocol`, `ether type`).
    case etherType
    /// The transport protocol, 1 byte (`meta l4proto`).
    case transportProtocol
    /// The state of the connection: 1 invalid, 2 established, 4 related, 8 new, 64 untracked; 4 bytes in the host's order (`ct state`).
    case connectionState
    /// The status of the connection: 32 destination translated; 4 bytes in the host's order (`ct status`).
    case connectionStatus
    /// The direction of the packet in its connection, 1 byte: 0 original, 1 reply (`ct direction`).
    case connectionDirection
    /// Bytes of the IPv4 or IPv6 header.
    case networkHeader(offset: Int, length: Int)
    /// Bytes of the TCP, UDP or SCTP header.
    case transportHeader(offset: Int, length: Int)
    /// Any other field, with its number of bytes.
    case other(length: Int)

    /// The number of bytes.
    public var length: Int {
        switch self {
        case .inputName, .outputName, .inputBridgeName, .outputBridgeName: 16
        case .mark, .inputIndex, .outputIndex, .connectionState, .connectionStatus: 4
        case .etherType: 2
        case .family, .transportProtocol, .connectionDirection: 1
        case .networkHeader(_, let length), .transportHeader(_, let length), .other(let length): length
        }
    }
}

/// A field of a packet, or some of its bits.
public struct FilterValue: Hashable, Sendable {
    /// The field.
    public let field: FilterField
    /// The compared bits, and those that are inverted before the comparison; nil for the complete field.
    public let bits: Bits?

    /// The selection of bits of a field.
    public struct Bits: Hashable, Sendable {
        /// The compared bits.
        public let mask: [UInt8]
        /// The inverted bits.
        public let xor: [UInt8]

        /// Creates a selection from a mask and the bits to invert.
        public init(mask: [UInt8], xor: [UInt8]) {
            self.mask = mask
            self.xor = xor
        }
    }

    /// Creates a field, or some bits of one.
    public init(_ field: FilterField, _ bits: Bits? = nil) {
        self.field = field
        self.bits = bits
    }

    /// Returns its bytes in a packet; nil for unknown ones.
    func bytes(in packet: FilteredPacket) -> [UInt8]? {
        guard let bytes = packet.bytes(of: field) else { return nil }
        guard let bits else { return bytes }
        guard bits.mask.count <= bytes.count, bits.mask.count == bits.xor.count else { return nil }
        return zip(bytes, zip(bits.mask, bits.xor)).map { byte, bit in byte & bit.0 ^ bit.1 }
    }
}
