// SPDX-License-Identifier: Apache-2.0

/// A setting of the daemon, from a flag, an environment variable, or a line of the configuration file.
public struct Setting: Sendable, Equatable {
    /// The number and form of the values.
    public enum Kind: Sendable, Equatable {
        /// One value (`--socket PATH`).
        case value
        /// Any number of values (`--pool-range A --pool-range B`; separated by commas in an environment variable).
        case list
        /// No value: the flag is present or absent (`--insecure`; elsewhere `true` or `false`).
        case flag
    }

    /// The name in the configuration file, and of the flag without leading dashes: `state-directory`.
    public let name: String

    /// The number and form of the values.
    public let kind: Kind

    /// The default value as text; nil for none.
    public let standard: String?

    /// A Boolean value that indicates whether help shows the setting.
    public let isShown: Bool

    /// Creates a setting.
    public init(_ name: String, kind: Kind = .value, standard: String? = nil, isShown: Bool = true) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.isShown = isShown
    }

    /// The flag: `--state-directory`.
    public var flag: String { "--\(name)" }

    /// The environment variable: `MDNP_STATE_DIRECTORY`.
    public var variable: String { Self.variablePrefix + name.uppercased().replacing("-", with: "_") }

    /// The prefix of all environment variables.
    static let variablePrefix = "MDNP_"
}
