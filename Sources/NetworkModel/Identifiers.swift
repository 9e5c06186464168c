// SPDX-License-Identifier: Apache-2.0

/// Docker's id of a network: 64 hexadecimal digits on every engine, stored as received.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The full id.
    public let text: String

    /// Creates an id of 1 to 128 letters, digits, `-` or `_`; refuses any other text.
    public init(_ text: String) throws(Refusal) {
        try checkIdentifier(text, of: "network")
        self.text = text
    }

    /// The first twelve characters, as `docker network ls` prints them.
    public var short: String { text.shortID }

    /// The full id.
    public var description: String { text }

    /// Returns a Boolean value that indicates whether the first id precedes the second in text order.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Docker's id of an endpoint; every start of a container creates a new one.
public struct EndpointID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The full id.
    public let text: String

    /// Creates an id of 1 to 128 letters, digits, `-` or `_`; refuses any other text.
    public init(_ text: String) throws(Refusal) {
        try checkIdentifier(text, of: "endpoint")
        self.text = text
    }

    /// The first twelve characters.
    public var short: String { text.shortID }

    /// The full id.
    public var description: String { text }

    /// Returns a Boolean value that indicates whether the first id precedes the second in text order.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension StringProtocol {
    /// The first twelve characters of an id, as in Docker's output.
    package var shortID: String { String(prefix(12)) }
}

/// Refuses characters that are unsafe in link names and aliases, since ids become part of them.
private func checkIdentifier(_ text: String, of kind: String) throws(Refusal) {
    guard !text.isEmpty else { throw Refusal("\(kind) id", "is empty") }
    guard text.utf8.count <= 128 else {
        throw Refusal("\(kind) id", "has \(text.utf8.count) characters, at most 128 are allowed")
    }
    let isSafe = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
    guard isSafe else {
        throw Refusal("\(kind) id \"\(text)\"", "has invalid characters; use letters, digits, - and _")
    }
}
