// SPDX-License-Identifier: Apache-2.0

// Every value of this module is encoded as a string: its text.

extension Decoder {
    func decodeText<Value: LosslessStringConvertible>(as type: Value.Type = Value.self) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Value(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "\"\(text)\" is not a valid \(Value.self)"
            )
        }
        return value
    }
}

extension Encoder {
    func encodeText(_ value: some CustomStringConvertible) throws {
        var container = singleValueContainer()
        try container.encode(value.description)
    }
}
