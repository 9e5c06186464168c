// SPDX-License-Identifier: Apache-2.0

/// The options of a network or an endpoint: the values that differ from the defaults, by their keys.
public struct Options: Hashable, Sendable {
    private var values: [String: AnyValue] = [:]

    /// Creates the default options.
    public init() {}

    /// The value of an option.
    public subscript<Value>(_ key: OptionKey<Value>) -> Value {
        get { value(of: key.option.name) ?? key.usual }
        set { set(newValue, of: key.option.name, usual: key.usual) }
    }

    /// Returns the value that was set for a name; nil for the default.
    func value<Value>(of name: String) -> Value? {
        // A missing value must not be cast to a stored nil.
        guard let stored = values[name] else { return nil }
        return stored.value as? Value
    }

    /// Sets the value of a name; removes it for the default.
    mutating func set<Value: Hashable & Sendable>(_ value: Value, of name: String, usual: Value) {
        values[name] = value == usual ? nil : AnyValue(value: value)
    }

    /// Returns the texts of all options that differ from the default, by their names, as stored in the state.
    public func texts(of known: [OptionDefinition]) -> [String: String] {
        known.reduce(into: [:]) { texts, option in texts[option.name] = option.text(self) }
    }

    /// Parses the stored texts.
    ///
    /// - Throws: ``Refusal`` for an unknown name or an invalid text.
    public init(stored texts: [String: String], of known: [OptionDefinition]) throws(Refusal) {
        let byName = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
        for (name, text) in texts {
            guard let option = byName[name] else { throw Refusal("option \(name)", "does not exist") }
            try option.read(OptionText(name, text: text), &self)
        }
    }
}

extension Options {
    /// A value of any type.
    private struct AnyValue: Hashable, Sendable {
        let value: any Hashable & Sendable

        static func == (one: Self, other: Self) -> Bool { one.value.equals(other.value) }

        func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
    }
}

extension Equatable {
    fileprivate func equals(_ other: any Equatable) -> Bool { other as? Self == self }
}
