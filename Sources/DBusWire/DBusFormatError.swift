// SPDX-License-Identifier: Apache-2.0

/// A reason why bytes are not a valid D-Bus message.
public struct DBusFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, as one line.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
