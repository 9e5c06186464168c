// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// The command `mdnp config`, which lists the daemon's settings and their sources.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show each setting of the daemon, and where it comes from.",
        discussion: """
            Takes what "mdnp serve" takes. A setting is what its flag says; without one what the environment says, --log-level being \
            MDNP_LOG_LEVEL; then what the configuration file says, as "log-level: debug".
            """
    )

    @OptionGroup var options: ServeOptions

    @Option(help: "How the list is printed.")
    var format = OutputFormat.table

    func run() async throws {
        let values = try await CommandLineCompletion.ofProcess.settings().values.filter(\.isShown)
        let rows = values.map { Row(setting: $0.setting.name, values: $0.texts, from: "\($0.origin)") }
        try format.print(rows, columns: Self.columns)
    }

    private static var columns: [Column<Row>] {
        [
            Column("SETTING", \.setting), Column("VALUE") { $0.values.joined(separator: ",") }, Column("FROM", \.from),
        ]
    }

    private struct Row: Encodable {
        let setting: String
        let values: [String]
        let from: String
    }
}
