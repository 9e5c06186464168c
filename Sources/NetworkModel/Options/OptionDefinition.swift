// SPDX-License-Identifier: Apache-2.0

/// An option as it is known before its value is: its names, the objects that have it, and how its text is read and written.
public struct OptionDefinition: Sendable {
    /// The kinds of objects that have options.
    public enum Subject: Hashable, Sendable {
        /// A network (`docker network create -o`).
        case network
        /// One container on a network (`docker network connect --driver-opt`).
        case endpoint
    }

    /// mdnp's name, under which the state keeps the value.
    public let name: String
    /// The names that Docker's own drivers have for it on a network, taken in its stead.
    public let aliases: [String]
    /// The objects that have it.
    public let subjects: Set<Subject>
    /// A Boolean value that indicates whether it may change while containers are connected.
    public let changesLive: Bool
    /// The most bytes of its value, where that is more than of other options.
    public let maximumLength: Int?

    /// A Boolean value that indicates whether each of its names may give a part of its value.
    let isGivenInParts: Bool
    /// Reads a text into the values.
    let read: @Sendable (OptionText, inout Options) throws(Refusal) -> Void
    /// The text that reads as its value; nil for the usual one.
    let text: @Sendable (Options) -> String?

    /// A Boolean value that indicates whether a key that a user gives to an object names it.
    func isNamed(_ key: String, of subject: Subject) -> Bool {
        subjects.contains(subject) && (key == name || subject == .network && aliases.contains(key))
    }
}
