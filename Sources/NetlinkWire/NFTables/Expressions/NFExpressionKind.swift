// SPDX-License-Identifier: Apache-2.0

/// One kind of expression: its name and how its attributes are written.
protocol NFExpressionKind: Hashable, Sendable {
    /// What the kernel calls it.
    static var name: String { get }

    /// Reads it; nil if it says something that this type cannot, so that it is kept as it came.
    init?(_ attributes: [Attribute]) throws(DecodeError)

    /// Appends its attributes.
    func encode(to writer: inout ByteWriter)
}

extension NFExpressionKind {
    /// Appends its name and its attributes.
    func encodeExpression(to writer: inout ByteWriter) {
        writer.attribute(NFExpression.Field.name, text: Self.name)
        writer.nested(NFExpression.Field.data) { encode(to: &$0) }
    }
}
