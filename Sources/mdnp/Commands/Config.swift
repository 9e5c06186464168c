// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

/// The command `mdnp config`, which lists the daemon's settings and their sources.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show each setting of the daemon and its source.",
        discussion: """
            Takes the options of "mdnp serve". A flag takes precedence over the environment (MDNP_LOG_LEVEL for --log-level), \
            and the environment over the configuration file (log-level: debug).
            """
    )

    @OptionGroup var options: ServeOptions

    @Option(help: "Output format.")
    var format = OutputFormat.table

    func run() async throws {
        let values = try await CommandLineCompletion.ofProcess.settings().values.filter(\.isShown)
        let rows = values.map { Row(setting: $0.setting.name, values: $0.texts, from: "\($0.origin)") }
        try format.print(rows, columns: Self.columns)
    }

    private static var columns: [Column<Row>] {
        [
            Column("SETTING", \.setting), Column("VALUE", breaking: .commas) { $0.values.joined(separator: ",") },
            Column("FROM", breaking: .spaces, \.from),
        ]
    }

    private struct Row: Encodable {
        let setting: String
        let values: [String]
        let from: String
    }
}
