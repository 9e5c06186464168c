// SPDX-License-Identifier: Apache-2.0

/// An expression that loads or sets data of the packet's connection (`ct`).
public enum NFConnection: Hashable, Sendable {
    /// Loads data into a register (`NFTA_CT_DREG`).
    ///
    /// Some keys need a direction: 0 is the original, 1 the reply direction (`NFTA_CT_DIRECTION`).
    case load(NFConnectionKey, direction: UInt8? = nil, into: NFRegister)
    /// Sets data from a register (`NFTA_CT_SREG`).
    case set(NFConnectionKey, from: NFRegister)
}

extension NFConnection: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let key: UInt16 = 2
        static let direction: UInt16 = 3
        static let source: UInt16 = 4
    }

    static var name: String { "ct" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var key: NFConnectionKey?
        var direction: UInt8?
        var destination: NFRegister?
        var source: NFRegister?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.key: key = NFConnectionKey(rawValue: try attribute.bigEndianInteger())
            case Field.direction: direction = try attribute.integer()
            case Field.source: source = NFRegister(rawValue: try attribute.bigEndianInteger())
            default: return nil
            }
        }
        switch (key, destination, source) {
        case (let key?, let destination?, nil): self = .load(key, direction: direction, into: destination)
        case (let key?, nil, let source?) where direction == nil: self = .set(key, from: source)
        default: return nil
        }
    }

    func encode(to writer: inout ByteWriter) {
        switch self {
        case .load(let key, let direction, let destination):
            writer.attribute(Field.key, bigEndian: key.rawValue)
            writer.attribute(Field.destination, bigEndian: destination.rawValue)
            writer.attribute(Field.direction, integer: direction)
        case .set(let key, let source):
            writer.attribute(Field.key, bigEndian: key.rawValue)
            writer.attribute(Field.source, bigEndian: source.rawValue)
        }
    }
}
