// SPDX-License-Identifier: Apache-2.0

extension Attribute {
    /// Returns the error for a payload without the expected content.
    func malformed(_ expected: String) -> DecodeError {
        DecodeError("attribute \(type): no \(expected)", offset: payload.startIndex)
    }
}
