// SPDX-License-Identifier: Apache-2.0

/// An expression that no type here knows: it stays as it came, and is sent as it came.
public struct NFOtherExpression: Hashable, Sendable {
    /// What the kernel calls it, such as `"limit"` (`NFTA_EXPR_NAME`).
    public var name: String
    /// What belongs to it (`NFTA_EXPR_DATA`), if anything.
    public var data: Attribute?

    /// All other attributes, as they came.
    public var unknown: [Attribute]

    /// An expression by its name and data.
    public init(name: String, data: Attribute? = nil, unknown: [Attribute] = []) {
        self.name = name
        self.data = data
        self.unknown = unknown
    }
}
