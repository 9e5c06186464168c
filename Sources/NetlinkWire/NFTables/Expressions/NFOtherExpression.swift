// SPDX-License-Identifier: Apache-2.0

/// An expression without a type of its own here; decoded and encoded unchanged.
public struct NFOtherExpression: Hashable, Sendable {
    /// The kernel's name of the expression, such as `"limit"` (`NFTA_EXPR_NAME`).
    public var name: String
    /// The data (`NFTA_EXPR_DATA`), if any.
    public var data: Attribute?

    /// All other attributes, unchanged.
    public var unknown: [Attribute]

    /// Creates an expression from its name and data.
    public init(name: String, data: Attribute? = nil, unknown: [Attribute] = []) {
        self.name = name
        self.data = data
        self.unknown = unknown
    }
}
