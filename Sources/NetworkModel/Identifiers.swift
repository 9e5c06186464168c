// SPDX-License-Identifier: Apache-2.0

/// Docker's id of a network: 64 hexadecimal digits on every engine, kept as the text it came as.
public struct NetworkID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The whole id.
    public let text: String

    /// Takes an id of 1 to 128 letters, digits, `-` or `_`; anything else is refused by name.
    public init(_ text: String) throws(Refusal) {
        try checkIdentifier(text, of: "network")
        self.text = text
    }

    /// The first twelve characters, as `docker network ls` prints them.
    public var short: String { text.shortID }

    /// The whole id.
    public var description: String { text }

    /// Whether the first comes first in the order of texts.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// Docker's id of an endpoint, a container's place on a network; every start of a container makes a new one.
public struct EndpointID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The whole id.
    public let text: String

    /// Takes an id of 1 to 128 letters, digits, `-` or `_`; anything else is refused by name.
    public init(_ text: String) throws(Refusal) {
        try checkIdentifier(text, of: "endpoint")
        self.text = text
    }

    /// The first twelve characters.
    public var short: String { text.shortID }

    /// The whole id.
    public var description: String { text }

    /// Whether the first comes first in the order of texts.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension StringProtocol {
    /// The first twelve characters of an id, as Docker shows it.
    package var shortID: String { String(prefix(12)) }
}

/// Ids become part of link names and aliases, so only characters that are safe there are taken.
private func checkIdentifier(_ text: String, of kind: String) throws(Refusal) {
    guard !text.isEmpty else { throw Refusal("\(kind) id", "is empty") }
    guard text.utf8.count <= 128 else {
        throw Refusal("\(kind) id", "is \(text.utf8.count) characters long, at most 128")
    }
    let isSafe = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
    guard isSafe else { throw Refusal("\(kind) id \"\(text)\"", "has characters other than letters, digits, - and _") }
}
