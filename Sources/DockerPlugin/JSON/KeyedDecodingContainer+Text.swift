// SPDX-License-Identifier: Apache-2.0

import Addressing

extension KeyedDecodingContainer {
    /// Returns an id or a name: a required, non-empty string.
    func identifier(_ key: Key) throws -> String {
        let text = try decode(String.self, forKey: key)
        guard !text.isEmpty else { throw corrupted(key, because: "is empty") }
        return text
    }

    /// Returns an address with a prefix length; nil if it is missing, null or empty.
    func interfaceAddress(_ key: Key) throws -> InterfaceAddress? {
        try parsed(key, as: "an address with a prefix length")
    }

    /// Returns an address; nil if it is missing, null or empty.
    func address(_ key: Key) throws -> IPAddress? {
        try parsed(key, as: "an address")
    }

    /// Returns a subnet with cleared host bits, as in Docker; nil if it is missing, null or empty.
    func subnet(_ key: Key) throws -> Prefix? {
        try (parsed(key, as: "a subnet") as InterfaceAddress?)?.prefix
    }

    /// Returns a MAC address; nil if it is missing, null or empty.
    func macAddress(_ key: Key) throws -> MACAddress? {
        try parsed(key, as: "a MAC address")
    }

    /// Returns a list; empty if it is missing or null.
    func list<Element: Decodable>(_ key: Key) throws -> [Element] {
        try decodeIfPresent([Element].self, forKey: key) ?? []
    }

    /// Returns strings by name; empty if they are missing or null.
    func strings(_ key: Key) throws -> [String: String] {
        try decodeIfPresent([String: String].self, forKey: key) ?? [:]
    }

    /// Returns an integer in the range of its type; nil if it is missing or null.
    ///
    /// Decoded as a `Double`: for an integer out of range, `JSONDecoder` reports invalid JSON without the field.
    func number<Number: FixedWidthInteger>(_ key: Key) throws -> Number? {
        guard let value = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard let number = Number(exactly: value) else {
            throw corrupted(key, because: "is not a whole number from \(Number.min) to \(Number.max)")
        }
        return number
    }

    /// Returns a Boolean value; false if it is missing or null.
    func flag(_ key: Key) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: key) ?? false
    }

    /// Returns the error for an invalid value of `key`.
    func corrupted(_ key: Key, because reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: reason))
    }

    private func parsed<Value: LosslessStringConvertible>(_ key: Key, as kind: String) throws -> Value? {
        guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
        guard let value = Value(text) else { throw corrupted(key, because: "\"\(text)\" is not \(kind)") }
        return value
    }
}
