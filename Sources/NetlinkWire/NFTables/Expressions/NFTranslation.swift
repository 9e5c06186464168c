// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// An expression that translates the source or destination of a connection from its first packet (`nat`), and ends the rule.
public struct NFTranslation: Hashable, Sendable {
    /// The translated end of the connection (`NFTA_NAT_TYPE`).
    public enum Kind: UInt32, Hashable, Sendable {
        /// The source; valid in base chains of type `nat` at postrouting or input (`NFT_NAT_SNAT`).
        case source = 0
        /// The destination; valid in base chains of type `nat` at prerouting or output (`NFT_NAT_DNAT`).
        case destination = 1
    }

    /// The translated end.
    public var kind: Kind
    /// The family of the addresses (`NFTA_NAT_FAMILY`); packets of the other family remain unchanged.
    public var family: IPFamily
    /// The registers with the new address, 4 or 16 bytes in network byte order (`NFTA_NAT_REG_ADDR_MIN`, `NFTA_NAT_REG_ADDR_MAX`).
    public var addresses: NFRegisterRange?
    /// The registers with the new port, 2 bytes in network byte order (`NFTA_NAT_REG_PROTO_MIN`, `NFTA_NAT_REG_PROTO_MAX`).
    public var ports: NFRegisterRange?
    /// The selection among several addresses or ports (`NFTA_NAT_FLAGS`).
    public var flags: NFTranslationFlags

    /// Creates a translation to an address, a port or both; the kernel rejects a translation without either.
    public init(
        _ kind: Kind,
        family: IPFamily,
        to addresses: NFRegisterRange? = nil,
        ports: NFRegisterRange? = nil,
        flags: NFTranslationFlags = []
    ) {
        self.kind = kind
        self.family = family
        self.addresses = addresses
        self.ports = ports
        self.flags = flags
    }
}

extension NFTranslation: NFExpressionKind {
    private enum Field {
        static let kind: UInt16 = 1
        static let family: UInt16 = 2
        static let firstAddress: UInt16 = 3
        static let lastAddress: UInt16 = 4
        static let firstPort: UInt16 = 5
        static let lastPort: UInt16 = 6
        static let flags: UInt16 = 7
    }

    static var name: String { "nat" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var kind: Kind?
        var family: IPFamily?
        var addresses = NFRegisterRange.Ends()
        var ports = NFRegisterRange.Ends()
        var flags: NFTranslationFlags = []
        for attribute in attributes {
            switch attribute.type {
            case Field.kind: kind = Kind(rawValue: try attribute.bigEndianInteger())
            case Field.family:
                let number: UInt32 = try attribute.bigEndianInteger()
                family = UInt8(exactly: number).flatMap { NFFamily(rawValue: $0) }?.addresses
            case Field.firstAddress: addresses.first = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.lastAddress: addresses.last = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.firstPort: ports.first = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.lastPort: ports.last = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.flags: flags = NFTranslationFlags(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard let kind, let family, addresses.isWhole, ports.isWhole else { return nil }
        self.init(
            kind,
            family: family,
            to: addresses.range,
            ports: ports.range
        )
        // The kernel also lists the flags that it derives from the registers.
        if self.addresses != nil { flags.remove(.addresses) }
        if self.ports != nil { flags.remove(.ports) }
        self.flags = flags
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.kind, bigEndian: kind.rawValue)
        writer.attribute(Field.family, bigEndian: UInt32(NFFamily(family).rawValue))
        writer.attributes(Field.firstAddress, and: Field.lastAddress, registers: addresses)
        writer.attributes(Field.firstPort, and: Field.lastPort, registers: ports)
        writer.attribute(Field.flags, flags: flags, ports: ports)
    }
}

extension ByteWriter {
    /// Appends the flags of a translation, including the flag for ports, which some kernels do not derive themselves.
    mutating func attribute(_ type: UInt16, flags: NFTranslationFlags, ports: NFRegisterRange?) {
        let flags = ports == nil ? flags : flags.union(.ports)
        if !flags.isEmpty { attribute(type, bigEndian: flags.rawValue) }
    }
}
