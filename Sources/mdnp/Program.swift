// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import LinuxSystem
import Settings

/// The entry point of the process: completes the command line, then runs its command.
@main
enum Program {
    static func main() async {
        // One for calls, one for all other work.
        MemoryHeaps.limit(to: 2)
        do throws(SettingsError) {
            await MDNP.main(try await CommandLineCompletion.ofProcess.arguments())
        } catch {
            MDNP.fail("\(error)")
            MDNP.exit(withError: ExitCode.failure)
        }
    }
}
