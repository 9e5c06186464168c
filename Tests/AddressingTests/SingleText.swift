// SPDX-License-Identifier: Apache-2.0

import Testing

// The coders handle one string, as all values of this module need.

/// A decoder of one string.
struct SingleTextDecoder: Decoder, SingleValueDecodingContainer {
    let text: String

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw refusal }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw refusal }

    func decodeNil() -> Bool { false }
    func decode(_ type: String.Type) throws -> String { text }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw refusal }

    private var refusal: DecodingError {
        .typeMismatch(String.self, DecodingError.Context(codingPath: [], debugDescription: "only a string is here"))
    }
}

/// An encoder of one string.
final class SingleTextEncoder: Encoder, SingleValueEncodingContainer {
    private(set) var text: String?

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }
    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        preconditionFailure("a keyed container was asked for")
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        preconditionFailure("an unkeyed container was asked for")
    }

    func encodeNil() throws { text = nil }
    func encode(_ value: String) throws { text = value }
    func encode<Value: Encodable>(_ value: Value) throws {
        throw EncodingError.invalidValue(value, EncodingError.Context(codingPath: [], debugDescription: "no string"))
    }
}

/// Expects that a value is encoded as a text, and that a corrupt text is refused.
func expectCoding<Value: Codable & Equatable>(of value: Value, as text: String, refusing corrupt: String) throws {
    let encoder = SingleTextEncoder()
    try value.encode(to: encoder)
    #expect(encoder.text == text)
    #expect(try Value(from: SingleTextDecoder(text: text)) == value)
    let error = #expect(throws: DecodingError.self) { try Value(from: SingleTextDecoder(text: corrupt)) }
    guard case .dataCorrupted = error else {
        Issue.record("not refused as corrupt: \(String(describing: error))")
        return
    }
}
