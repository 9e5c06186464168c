// SPDX-License-Identifier: Apache-2.0

/// An expression that translates the source of a connection to the address of the output interface (`masq`), and ends the rule.
///
/// Valid in base chains of type `nat` at postrouting.
public struct NFMasquerade: Hashable, Sendable {
    /// The registers with the new source port, 2 bytes in network byte order (`NFTA_MASQ_REG_PROTO_MIN`, `NFTA_MASQ_REG_PROTO_MAX`).
    public var ports: NFRegisterRange?
    /// The selection of the port (`NFTA_MASQ_FLAGS`).
    public var flags: NFTranslationFlags

    /// Creates a masquerade that keeps the port if possible, or selects one of a range.
    public init(ports: NFRegisterRange? = nil, flags: NFTranslationFlags = []) {
        self.ports = ports
        self.flags = flags
    }
}

extension NFMasquerade: NFExpressionKind {
    private enum Field {
        static let flags: UInt16 = 1
        static let firstPort: UInt16 = 2
        static let lastPort: UInt16 = 3
    }

    static var name: String { "masq" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var ports = NFRegisterRange.Ends()
        var flags: NFTranslationFlags = []
        for attribute in attributes {
            switch attribute.type {
            case Field.flags: flags = NFTranslationFlags(rawValue: try attribute.bigEndianInteger())
            case Field.firstPort: ports.first = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.lastPort: ports.last = NFRegister(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard ports.isWhole else { return nil }
        self.init(ports: ports.range, flags: flags)
        if self.ports != nil { self.flags.remove(.ports) }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.flags, flags: flags, ports: ports)
        writer.attributes(Field.firstPort, and: Field.lastPort, registers: ports)
    }
}
