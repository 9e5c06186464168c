// SPDX-License-Identifier: Apache-2.0

/// The one declaration of an option: its names, its usual value, and how its text is read and written.
///
/// ``Options`` has the option's value under the key.
public struct OptionKey<Value: Hashable & Sendable>: Sendable {
    /// The declaration without its type, for lists of options.
    public let option: OptionDefinition
    /// The value where the user says nothing.
    public let usual: Value

    /// Declares an option.
    ///
    /// - Parameters:
    ///   - usual: The value where the user says nothing.
    ///   - changesLive: Whether it may change while containers are connected.
    ///   - read: Reads a value from a text.
    ///   - write: The text that reads as a value.
    init(
        _ name: String,
        aliases: [String] = [],
        of subjects: Set<OptionDefinition.Subject> = [.network],
        usual: Value,
        changesLive: Bool = false,
        maximumLength: Int? = nil,
        read: @escaping @Sendable (OptionText) throws(Refusal) -> Value,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.init(
            name,
            aliases: aliases,
            of: subjects,
            usual: usual,
            changesLive: changesLive,
            maximumLength: maximumLength,
            isGivenInParts: false,
            readPart: { (text, _) throws(Refusal) in try read(text) },
            write: write
        )
    }

    /// Declares an option of which each name may give a part.
    ///
    /// - Parameter readPart: Reads a part beside those that were given before.
    init(
        _ name: String,
        aliases: [String] = [],
        of subjects: Set<OptionDefinition.Subject> = [.network],
        usual: Value,
        changesLive: Bool = false,
        maximumLength: Int? = nil,
        isGivenInParts: Bool = true,
        readPart: @escaping @Sendable (OptionText, Value) throws(Refusal) -> Value,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.usual = usual
        option = OptionDefinition(
            name: name,
            aliases: aliases,
            subjects: subjects,
            changesLive: changesLive,
            maximumLength: maximumLength,
            isGivenInParts: isGivenInParts,
            read: { (text, options) throws(Refusal) in
                options.set(try readPart(text, options.value(of: name) ?? usual), of: name, usual: usual)
            },
            text: { options in options.value(of: name).map(write) }
        )
    }
}
