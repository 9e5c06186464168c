// SPDX-License-Identifier: Apache-2.0

extension Attribute {
    /// The error that says that it does not carry what it should.
    func malformed(_ expected: String) -> DecodeError {
        DecodeError("attribute \(type): no \(expected)", offset: payload.startIndex)
    }
}
