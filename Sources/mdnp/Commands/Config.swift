import ArgumentParser
import Foundation
import Settings

/// `mdnp config`: what the daemon is told, and by whom.
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
        let commandLine = CommandLineCompletion(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment
        )
        let values = try await commandLine.settings().values
        let shown = values.filter { $0.setting.isShown || $0.origin != .standard }
        try format.print(
            shown.map { Row(setting: $0.setting.name, values: $0.texts, from: "\($0.origin)") },
            header: ["SETTING", "VALUE", "FROM"],
            row: { [$0.setting, $0.values.isEmpty ? "-" : $0.values.joined(separator: ","), $0.from] }
        )
    }

    private struct Row: Encodable {
        let setting: String
        let values: [String]
        let from: String
    }
}
