// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import LinuxSystem
import Settings

/// Where the process begins: the command line is completed, then its command runs.
@main
enum Program {
    static func main() async {
        // One for calls, one for all else.
        MemoryHeaps.limit(to: 2)
        do throws(SettingsError) {
            await MDNP.main(try await CommandLineCompletion.ofProcess.words())
        } catch {
            MDNP.fail("\(error)")
            MDNP.exit(withError: ExitCode.failure)
        }
    }
}
