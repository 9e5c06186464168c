// SPDX-License-Identifier: Apache-2.0

/// A kind of expression: its name and the encoding of its attributes.
protocol NFExpressionKind: Hashable, Sendable {
    /// The kernel's name of the expression.
    static var name: String { get }

    /// Creates an expression from its attributes; nil if the type cannot represent them, and the caller keeps them unchanged.
    init?(_ attributes: [Attribute]) throws(DecodeError)

    /// Appends the attributes.
    func encode(to writer: inout ByteWriter)
}

extension NFExpressionKind {
    /// Appends the name and the attributes.
    func encodeExpression(to writer: inout ByteWriter) {
        writer.attribute(NFExpression.Field.name, text: Self.name)
        writer.nested(NFExpression.Field.data) { encode(to: &$0) }
    }
}
