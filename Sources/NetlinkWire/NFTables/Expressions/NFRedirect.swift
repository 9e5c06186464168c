// SPDX-License-Identifier: Apache-2.0

/// An expression that translates the destination of a connection to this host (`redir`), and ends the rule.
///
/// Valid in base chains of type `nat` at prerouting or output.
public struct NFRedirect: Hashable, Sendable {
    /// The registers with the new port, 2 bytes in network byte order (`NFTA_REDIR_REG_PROTO_MIN`, `NFTA_REDIR_REG_PROTO_MAX`).
    public var ports: NFRegisterRange?
    /// The selection among several ports (`NFTA_REDIR_FLAGS`).
    public var flags: NFTranslationFlags

    /// Creates a redirection to the same port, or to another.
    public init(ports: NFRegisterRange? = nil, flags: NFTranslationFlags = []) {
        self.ports = ports
        self.flags = flags
    }
}

extension NFRedirect: NFExpressionKind {
    private enum Field {
        static let firstPort: UInt16 = 1
        static let lastPort: UInt16 = 2
        static let flags: UInt16 = 3
    }

    static var name: String { "redir" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var ports = NFRegisterRange.Ends()
        var flags: NFTranslationFlags = []
        for attribute in attributes {
            switch attribute.type {
            case Field.firstPort: ports.first = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.lastPort: ports.last = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.flags: flags = NFTranslationFlags(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        guard ports.isWhole else { return nil }
        self.init(ports: ports.range, flags: flags)
        if self.ports != nil { self.flags.remove(.ports) }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attributes(Field.firstPort, and: Field.lastPort, registers: ports)
        writer.attribute(Field.flags, flags: flags, ports: ports)
    }
}
