import ArgumentParser
import Foundation
import Settings

/// Where the process begins: the command line is completed, then its command runs.
@main
enum Program {
    static func main() async {
        let commandLine = CommandLineCompletion(
            arguments: Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment
        )
        do throws(SettingsError) {
            await MDNP.main(try await commandLine.words())
        } catch {
            MDNP.fail("\(error)")
            MDNP.exit(withError: ExitCode.failure)
        }
    }
}
