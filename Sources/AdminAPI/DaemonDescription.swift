// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What a daemon says of itself.
public struct DaemonDescription: Sendable {
    /// Its version.
    public let version: String
    /// Since when it runs.
    public let since: Date
    /// Where it listens for Docker.
    public let sockets: [String]
    /// What it was told, and what it takes where it was told nothing; nothing secret.
    public let settings: [Setting]

    /// A setting of a daemon, as it is in force.
    public struct Setting: Codable, Hashable, Sendable {
        /// The name of its option, without the dashes.
        public let name: String
        /// Its value, as the option takes it; several have commas between them.
        public let value: String
        /// Who said so: `command line`, a variable of the environment, the path of the configuration file, or `default`.
        public let from: String

        /// A setting.
        public init(_ name: String, value: String, from: String) {
            self.name = name
            self.value = value
            self.from = from
        }
    }

    /// A daemon that says this of itself.
    public init(version: String, since: Date = Date(), sockets: [String], settings: [Setting]) {
        self.version = version
        self.since = since
        self.sockets = sockets
        self.settings = settings
    }
}
