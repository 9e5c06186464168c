// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import KernelDataplane
import NetworkModel

/// The command `mdnp uninstall-rules`, which removes the firewall's tables and the mdnp rules in Docker's chains.
struct UninstallRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove all mdnp firewall rules from the host.",
        discussion: """
            For the removal of mdnp from a host. The daemon must be stopped, since it would restore the rules at once. Running containers \
            lose their published ports and outbound access until the next start of mdnp.
            """
    )

    @Option(help: "Directory of the daemon's state.")
    var stateDirectory = "/var/lib/mdnp"

    func run() async throws {
        do {
            let directory = try StateDirectory(path: stateDirectory)
            defer { withExtendedLifetime(directory) {} }
            try await KernelDataplane().carryOut([.remove(.tables)])
        } catch {
            MDNP.fail("\(error)")
            throw ExitCode.failure
        }
    }
}
