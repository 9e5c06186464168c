// SPDX-License-Identifier: Apache-2.0

/// An expression that loads or sets metadata of the packet (`meta`).
public enum NFMeta: Hashable, Sendable {
    /// Loads metadata into a register (`NFTA_META_DREG`).
    case load(NFMetaKey, into: NFRegister)
    /// Sets metadata from a register (`NFTA_META_SREG`).
    case set(NFMetaKey, from: NFRegister)
}

extension NFMeta: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let key: UInt16 = 2
        static let source: UInt16 = 3
    }

    static var name: String { "meta" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var key: NFMetaKey?
        var destination: NFRegister?
        var source: NFRegister?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.key: key = NFMetaKey(rawValue: try attribute.bigEndianInteger())
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        switch (key, destination, source) {
        case (let key?, let destination?, nil): self = .load(key, into: destination)
        case (let key?, nil, let source?): self = .set(key, from: source)
        default: return nil
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .load(let key, let destination):
            writer.attribute(Field.key, bigEndian: key.rawValue)
            writer.attribute(Field.destination, bigEndian: destination.rawValue)
        case .set(let key, let source):
            writer.attribute(Field.key, bigEndian: key.rawValue)
            writer.attribute(Field.source, bigEndian: source.rawValue)
        }
    }
}
