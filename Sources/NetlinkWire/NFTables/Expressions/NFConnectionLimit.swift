// SPDX-License-Identifier: Apache-2.0

/// An expression that limits the number of connections (`ct count`).
///
/// As the expression of a set (``NFSet/expression``), each element has its own limit and count.
public struct NFConnectionLimit: Hashable, Sendable {
    /// The limit (`NFTA_CONNLIMIT_COUNT`).
    public var count: UInt32
    /// A Boolean value that indicates whether the rule continues above the limit (`ct count over`) instead of up to it
    /// (`NFT_CONNLIMIT_F_INV`).
    public var isOver: Bool

    /// Creates a limit, `ct count over N` by default.
    public init(_ count: UInt32, isOver: Bool = true) {
        self.count = count
        self.isOver = isOver
    }
}

extension NFConnectionLimit: NFExpressionKind {
    private enum Field {
        static let count: UInt16 = 1
        static let flags: UInt16 = 2
    }

    static var name: String { "connlimit" }

    init?(_ attributes: [Attribute]) throws(DecodeError) {
        self.init(0, isOver: false)
        for attribute in attributes {
            switch attribute.type {
            case Field.count: count = try attribute.bigEndianInteger()
            case Field.flags:
                let flags: UInt32 = try attribute.bigEndianInteger()
                guard flags <= 1 else { return nil }
                isOver = flags == 1
            default: return nil
            }
        }
    }

    func encode(to writer: inout ByteWriter) {
        writer.attribute(Field.count, bigEndian: count)
        writer.attribute(Field.flags, bigEndian: UInt32(isOver ? 1 : 0))
    }
}
