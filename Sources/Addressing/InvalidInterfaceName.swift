// SPDX-License-Identifier: Apache-2.0

/// The error for a text that is not a valid interface name.
public struct InvalidInterfaceName: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rejected text.
    public let text: String
    /// The reason, which follows the text in the description.
    public let reason: String

    /// The error in one line; the quotes keep any text on one line.
    public var description: String { "interface name \(text.debugDescription): \(reason)" }
}
