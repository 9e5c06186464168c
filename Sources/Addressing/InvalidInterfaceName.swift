// SPDX-License-Identifier: Apache-2.0

/// A text that cannot be an interface's name, and why.
public struct InvalidInterfaceName: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was offered.
    public let text: String
    /// Why it is refused, to be read after the text.
    public let reason: String

    /// One line; the text is quoted, so that it stays one whatever it contains.
    public var description: String { "interface name \(text.debugDescription): \(reason)" }
}
