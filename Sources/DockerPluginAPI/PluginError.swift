// SPDX-License-Identifier: Apache-2.0

/// Why a call was refused: one line that Docker shows to the user, after the name of the method.
public struct PluginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose fault it is; Docker does not hear of it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// That of who asked: what is asked for cannot be.
        case refused
        /// That of the driver, or of what it works on: it could not do what it should.
        case failed
    }

    /// The line: operation, subject, cause, outermost first.
    public let message: String
    /// Whose fault it is.
    public let kind: Kind

    /// An error that says `message`.
    ///
    /// What a user wrote may stand in it as it is: Docker is told it as one line of text, whatever is in it.
    public init(_ message: String, _ kind: Kind = .refused) {
        self.message = message
        self.kind = kind
    }

    /// The same line as `message`.
    public var description: String { message }
}
