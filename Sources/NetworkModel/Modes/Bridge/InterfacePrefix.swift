// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The name of an interface inside a container, before Docker appends a number: the option `interface_prefix`.
public struct InterfacePrefix: Hashable, Sendable, CustomStringConvertible {
    /// `eth`, which containers expect.
    public static var standard: Self { Self(unchecked: "eth") }

    /// The longest prefix that leaves room for a number of three digits in an interface name.
    public static var maximumLength: Int { InterfaceName.maximumLength - 3 }

    private let text: String

    /// Creates a prefix; refuses text that is no interface name, or that leaves no room for the number.
    public init(_ text: String) throws(Refusal) {
        let subject = "option interface_prefix"
        guard text.utf8.count <= Self.maximumLength else {
            throw Refusal(
                subject,
                "\"\(text)\" has \(text.utf8.count) characters, at most \(Self.maximumLength) are allowed"
            )
        }
        do {
            _ = try InterfaceName(text)
        } catch {
            throw Refusal(subject, "\(error)")
        }
        self.text = text
    }

    private init(unchecked text: String) {
        self.text = text
    }

    /// The prefix.
    public var description: String { text }
}
