import ArgumentParser
import Settings

/// Where the process begins: the command line is completed, then its command runs.
@main
enum Program {
    static func main() async {
        do throws(SettingsError) {
            await MDNP.main(try await CommandLineCompletion.ofProcess.words())
        } catch {
            MDNP.fail("\(error)")
            MDNP.exit(withError: ExitCode.failure)
        }
    }
}
