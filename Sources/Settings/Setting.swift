// SPDX-License-Identifier: Apache-2.0

/// One thing that the daemon can be told: by a flag, by a variable of the environment, or by a line of its configuration file.
public struct Setting: Sendable, Equatable {
    /// What it takes.
    public enum Kind: Sendable, Equatable {
        /// One value (`--socket PATH`).
        case value
        /// Any number of values (`--pool-range A --pool-range B`; in a variable with commas between them).
        case list
        /// Nothing: it is said or it is not (`--insecure`; elsewhere `true` or `false`).
        case flag
    }

    /// Its name as a flag has it, without dashes before it, and as the configuration file has it: `state-directory`.
    public let name: String

    /// What it takes.
    public let kind: Kind

    /// The value where nobody says anything, in words; nil for none.
    public let standard: String?

    /// Whether it is told to everybody, or only to those who read the code.
    public let isShown: Bool

    /// A setting of a name.
    public init(_ name: String, kind: Kind = .value, standard: String? = nil, isShown: Bool = true) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.isShown = isShown
    }

    /// Its flag: `--state-directory`.
    public var flag: String { "--\(name)" }

    /// Its variable of the environment: `MDNP_STATE_DIRECTORY`.
    public var variable: String { Self.variablePrefix + name.uppercased().replacing("-", with: "_") }

    /// How all variables begin.
    static let variablePrefix = "MDNP_"
}
