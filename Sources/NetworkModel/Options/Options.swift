// SPDX-License-Identifier: Apache-2.0

/// The options of a network or an endpoint: the values that differ from the usual ones, by their keys.
public struct Options: Hashable, Sendable {
    private var values: [String: AnyValue] = [:]

    /// The options as they are where the user says nothing.
    public init() {}

    /// The value of an option.
    public subscript<Value>(_ key: OptionKey<Value>) -> Value {
        get { value(of: key.option.name) ?? key.usual }
        set { set(newValue, of: key.option.name, usual: key.usual) }
    }

    /// The value that was set for a name; nil for the usual one.
    func value<Value>(of name: String) -> Value? {
        // A value that is absent must not be cast to one that is nil.
        guard let stored = values[name] else { return nil }
        return stored.value as? Value
    }

    /// Sets the value of a name, and nothing for the usual one.
    mutating func set<Value: Hashable & Sendable>(_ value: Value, of name: String, usual: Value) {
        values[name] = value == usual ? nil : AnyValue(value: value)
    }

    /// The texts of all options that differ from the usual, by their names: what the state keeps.
    public func texts(of known: [OptionDefinition]) -> [String: String] {
        known.reduce(into: [:]) { texts, option in texts[option.name] = option.text(self) }
    }

    /// Reads what the state keeps.
    ///
    /// - Throws: ``Refusal`` for a name that is not known or a text that cannot be read.
    public init(stored texts: [String: String], of known: [OptionDefinition]) throws(Refusal) {
        let byName = Dictionary(uniqueKeysWithValues: known.map { ($0.name, $0) })
        for (name, text) in texts {
            guard let option = byName[name] else { throw Refusal("option \(name)", "is not known") }
            try option.read(OptionText(name, text), &self)
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
