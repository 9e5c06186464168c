// SPDX-License-Identifier: Apache-2.0

/// The definition of an option without its value: its names, the objects that have it, and how its text is parsed and written.
public struct OptionDefinition: Sendable {
    /// The kinds of objects that have options.
    public enum Subject: Hashable, Sendable {
        /// A network (`docker network create -o`).
        case network
        /// One container on a network (`docker network connect --driver-opt`).
        case endpoint
    }

    /// mdnp's name for the option, which the state stores with the value.
    public let name: String
    /// The names in Docker's own drivers for the same option of a network, accepted as well.
    public let aliases: [String]
    /// The kinds of objects that have the option.
    public let subjects: Set<Subject>
    /// A Boolean value that indicates whether the option may change while containers are connected.
    public let changesLive: Bool
    /// The maximum length of its value in bytes, if larger than for other options.
    public let maximumLength: Int?

    /// A Boolean value that indicates whether each of its names may contain a part of its value.
    let isGivenInParts: Bool
    /// Parses a text and sets the value.
    let read: @Sendable (OptionText, inout Options) throws(Refusal) -> Void
    /// Returns the text of its value; nil for the default.
    let text: @Sendable (Options) -> String?

    /// Returns a Boolean value that indicates whether a key for an object names the option.
    func isNamed(_ key: String, of subject: Subject) -> Bool {
        subjects.contains(subject) && (key == name || subject == .network && aliases.contains(key))
    }
}
