// SPDX-License-Identifier: Apache-2.0

/// An expression that loads or sets bytes of an option or extension header of the packet (`exthdr`).
///
/// If the packet has no such option, the rule ends.
public enum NFHeaderOption: Hashable, Sendable {
    /// Loads bytes into a register (`NFTA_EXTHDR_DREG`).
    case load(Place, into: NFRegister)
    /// Loads one byte that is 1 if the option is present, and 0 otherwise (`NFT_EXTHDR_F_PRESENT`).
    case presence(Place, into: NFRegister)
    /// Sets bytes from a register; TCP options only (`NFTA_EXTHDR_SREG`).
    case set(Place, from: NFRegister)

    /// A range of bytes in an option.
    public struct Place: Hashable, Sendable {
        /// The header that contains the option (`NFTA_EXTHDR_OP`).
        public var header: Header
        /// The number of the option (`NFTA_EXTHDR_TYPE`).
        public var option: UInt8
        /// The offset from the start of the option, in bytes (`NFTA_EXTHDR_OFFSET`).
        public var offset: UInt32
        /// The length in bytes (`NFTA_EXTHDR_LEN`).
        public var length: UInt32

        /// Creates a range of bytes in an option.
        public init(_ header: Header, option: UInt8, offset: UInt32, length: UInt32) {
            self.header = header
            self.option = option
            self.offset = offset
            self.length = length
        }

        /// The maximum segment size of a TCP connection, 2 bytes in network byte order: `tcp option maxseg size` in `nft`.
        public static var maximumSegmentSize: Self { Self(.tcp, option: 2, offset: 2, length: 2) }
    }

    /// A header with options.
    public enum Header: UInt32, Hashable, Sendable {
        /// The IPv6 extension headers (`NFT_EXTHDR_OP_IPV6`).
        case ipv6 = 0
        /// The TCP options (`NFT_EXTHDR_OP_TCPOPT`).
        case tcp = 1
        /// The IPv4 options (`NFT_EXTHDR_OP_IPV4`).
        case ipv4 = 2
        /// The SCTP chunks (`NFT_EXTHDR_OP_SCTP`).
        case sctp = 3
    }
}

extension NFHeaderOption: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let option: UInt16 = 2
        static let offset: UInt16 = 3
        static let length: UInt16 = 4
        static let flags: UInt16 = 5
        static let header: UInt16 = 6
        static let source: UInt16 = 7
    }

    /// `NFT_EXTHDR_F_PRESENT`.
    private static var presentFlag: UInt32 { 1 }

    static var name: String { "exthdr" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var destination: NFRegister?
        var source: NFRegister?
        var flags: UInt32 = 0
        // The kernel's default.
        var header: Header? = .ipv6
        var option: UInt8?
        var offset: UInt32?
        var length: UInt32?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.option: option = try attribute.integer()
            case Field.offset: offset = try attribute.bigEndianInteger()
            case Field.length: length = try attribute.bigEndianInteger()
            case Field.flags: flags = try attribute.bigEndianInteger()
            case Field.header: header = Header(rawValue: try attribute.bigEndianInteger())
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard let header, let option, let offset, let length else { return nil }
        let place = Place(header, option: option, offset: offset, length: length)
        switch (destination, source, flags) {
        case (let destination?, nil, 0): self = .load(place, into: destination)
        case (let destination?, nil, Self.presentFlag): self = .presence(place, into: destination)
        case (nil, let source?, 0): self = .set(place, from: source)
        default: return nil
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .load(let place, let destination):
            writer.attribute(Field.destination, bigEndian: destination.rawValue)
            encode(place, to: &writer)
            writer.attribute(Field.flags, bigEndian: UInt32(0))
        case .presence(let place, let destination):
            writer.attribute(Field.destination, bigEndian: destination.rawValue)
            encode(place, to: &writer)
            writer.attribute(Field.flags, bigEndian: Self.presentFlag)
        case .set(let place, let source):
            writer.attribute(Field.source, bigEndian: source.rawValue)
            encode(place, to: &writer)
        }
    }

    private func encode(_ place: Place, to writer: inout ByteWriter) {
        writer.attribute(Field.option, integer: place.option)
        writer.attribute(Field.offset, bigEndian: place.offset)
        writer.attribute(Field.length, bigEndian: place.length)
        writer.attribute(Field.header, bigEndian: place.header.rawValue)
    }
}
