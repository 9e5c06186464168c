// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DockerPluginAPI

/// The command `mdnp version`, which describes this executable and needs no daemon.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Print the versions of this executable, Swift and the plugin protocol.",
        discussion: "\"mdnp status\" shows the version of the running daemon, which may differ."
    )

    @Option(help: "Output format.")
    var format = OutputFormat.table

    func run() async throws {
        let version = VersionSummary.current
        switch format {
        case .json: try OutputFormat.printJSON([version])
        case .table:
            Table(facts: [
                ("mdnp", version.mdnp, .plain), ("Swift", version.swift, .plain),
                ("plugin protocol", version.pluginProtocol, .plain),
            ]).print()
        }
    }
}

/// The output of `mdnp version --format json`.
struct VersionSummary: Codable, Hashable {
    /// The version of mdnp.
    let mdnp: String
    /// The version of Swift that built this executable.
    let swift: String
    /// The version of Docker's plugin protocol.
    let pluginProtocol: String

    enum CodingKeys: String, CodingKey, CaseIterable {
        case mdnp, swift
        case pluginProtocol = "plugin_protocol"
    }

    static var current: Self {
        Self(
            mdnp: Version.current,
            swift: "\(_SwiftStdlibVersion.current)",
            pluginProtocol: PluginProtocol.version
        )
    }
}
