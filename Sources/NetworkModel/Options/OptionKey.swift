// SPDX-License-Identifier: Apache-2.0

/// The declaration of an option: its names, its default, and how its text is parsed and written.
///
/// ``Options`` has the option's value under the key.
public struct OptionKey<Value: Hashable & Sendable>: Sendable {
    /// The declaration without its type, for lists of options.
    public let option: OptionDefinition
    /// The default value.
    public let usual: Value

    /// Declares an option.
    ///
    /// - Parameters:
    ///   - usual: The default value.
    ///   - changesLive: A Boolean value that indicates whether the option may change while containers are connected.
    ///   - read: Parses a text.
    ///   - write: Returns the text of a value.
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

    /// Declares an option whose names each may contain a part of the value.
    ///
    /// - Parameter readPart: Parses a part and adds it to the earlier ones.
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
