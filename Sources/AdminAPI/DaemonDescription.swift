// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// A description of the daemon: its version, start time, sockets and settings.
public struct DaemonDescription: Sendable {
    /// The version of the daemon.
    public let version: String
    /// The start time.
    public let since: Date
    /// The addresses on which the daemon listens for Docker.
    public let sockets: [String]
    /// The settings in force, including defaults; none of them is secret.
    public let settings: [Setting]

    /// A setting in force.
    public struct Setting: Codable, Hashable, Sendable {
        /// The name of the option, without leading dashes.
        public let name: String
        /// The value in the option's syntax; commas separate several values.
        public let value: String
        /// The source: `command line`, an environment variable, the path of the configuration file, or `default`.
        public let from: String

        /// Creates a setting in force.
        public init(_ name: String, value: String, from: String) {
            self.name = name
            self.value = value
            self.from = from
        }
    }

    /// Creates a description of the daemon.
    public init(version: String, since: Date = Date(), sockets: [String], settings: [Setting]) {
        self.version = version
        self.since = since
        self.sockets = sockets
        self.settings = settings
    }
}
