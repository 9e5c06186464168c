// SPDX-License-Identifier: Apache-2.0

/// An expression that loads a constant into a register, or a verdict into the verdict register (`immediate`).
public struct NFImmediate: Hashable, Sendable {
    /// The destination register (`NFTA_IMMEDIATE_DREG`).
    public var destination: NFRegister
    /// The constant or verdict (`NFTA_IMMEDIATE_DATA`).
    public var data: NFData

    /// Creates an expression that loads a constant into a register.
    public init(into destination: NFRegister, data: NFData) {
        self.destination = destination
        self.data = data
    }
}

extension NFImmediate: NFExpressionKind {
    private enum Field {
        static let destination: UInt16 = 1
        static let data: UInt16 = 2
    }

    static var name: String { "immediate" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        var destination: NFRegister?
        var data: NFData?
        for attribute in attributes {
            switch attribute.type {
            case Field.destination: destination = NFRegister(rawValue: try attribute.bigEndianInteger())
            case Field.data: data = try NFData(try attribute.attributes())
            default: return nil
            }
        }
        guard let destination, let data else { return nil }
        self.init(into: destination, data: data)
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.destination, bigEndian: destination.rawValue)
        writer.nested(Field.data) { data.encode(to: &$0) }
    }
}
