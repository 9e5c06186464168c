// SPDX-License-Identifier: Apache-2.0

/// An error of a call, in one line that Docker shows to the user after the name of the method.
public struct PluginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The party at fault; Docker does not receive it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The caller: the request cannot be fulfilled.
        case refused
        /// The driver or its environment: the operation failed.
        case failed
    }

    /// The error in one line: operation, subject, cause, the outermost first.
    public let message: String
    /// The objects of the call, such as `endpoint`, for the log of the plugin; Docker does not receive them.
    public let details: [String: String]
    /// The party at fault.
    public let kind: Kind

    /// Creates an error with this message.
    ///
    /// The message may contain unescaped text of a user: the response to Docker escapes it to one line.
    public init(_ message: String, kind: Kind = .refused, details: [String: String] = [:]) {
        self.message = message
        self.details = details
        self.kind = kind
    }

    /// The same text as `message`.
    public var description: String { message }
}
