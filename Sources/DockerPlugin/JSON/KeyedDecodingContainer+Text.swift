// SPDX-License-Identifier: Apache-2.0

import Addressing

extension KeyedDecodingContainer {
    /// An id or a name: a string that must be there and must not be empty.
    func identifier(_ key: Key) throws -> String {
        let text = try decode(String.self, forKey: key)
        guard !text.isEmpty else { throw corrupted(key, "is empty") }
        return text
    }

    /// An address with a prefix length; nil if it is missing, null or empty.
    func interfaceAddress(_ key: Key) throws -> InterfaceAddress? {
        try parsed(key, "an address with a prefix length")
    }

    /// An address; nil if it is missing, null or empty.
    func address(_ key: Key) throws -> IPAddress? {
        try parsed(key, "an address")
    }

    /// A subnet, whose host bits are cleared as Docker does; nil if it is missing, null or empty.
    func subnet(_ key: Key) throws -> Prefix? {
        try (parsed(key, "a subnet") as InterfaceAddress?)?.prefix
    }

    /// A hardware address; nil if it is missing, null or empty.
    func macAddress(_ key: Key) throws -> MACAddress? {
        try parsed(key, "a MAC address")
    }

    /// A list; empty if it is missing or null.
    func list<Element: Decodable>(_ key: Key) throws -> [Element] {
        try decodeIfPresent([Element].self, forKey: key) ?? []
    }

    /// Strings by name; empty if they are missing or null.
    func strings(_ key: Key) throws -> [String: String] {
        try decodeIfPresent([String: String].self, forKey: key) ?? [:]
    }

    /// A whole number that fits; nil if it is missing or null.
    ///
    /// Read as a `Double`, since `JSONDecoder` takes an integer that does not fit for JSON that is not valid, and
    /// does not say where.
    func number<Number: FixedWidthInteger>(_ key: Key) throws -> Number? {
        guard let value = try decodeIfPresent(Double.self, forKey: key) else { return nil }
        guard let number = Number(exactly: value) else {
            throw corrupted(key, "is not a whole number from \(Number.min) to \(Number.max)")
        }
        return number
    }

    /// True or false; false if it is missing or null.
    func flag(_ key: Key) throws -> Bool {
        try decodeIfPresent(Bool.self, forKey: key) ?? false
    }

    /// What to throw when the value of `key` makes no sense.
    func corrupted(_ key: Key, _ words: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath + [key], debugDescription: words))
    }

    private func parsed<Value: LosslessStringConvertible>(_ key: Key, _ kind: String) throws -> Value? {
        guard let text = try decodeIfPresent(String.self, forKey: key), !text.isEmpty else { return nil }
        guard let value = Value(text) else { throw corrupted(key, "\"\(text)\" is not \(kind)") }
        return value
    }
}
