/// Why a call was refused: one line that Docker shows to the user, after the name of the method.
public struct PluginError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line: operation, subject, cause, outermost first.
    public let message: String

    /// An error that says `message`; line breaks in it become spaces.
    public init(_ message: String) {
        self.message = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The same line as `message`.
    public var description: String { message }
}
