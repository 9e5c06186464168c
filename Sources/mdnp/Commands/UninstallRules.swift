// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import KernelDataplane
import NetworkModel

/// The command `mdnp uninstall-rules`, which removes the firewall's tables and the mdnp rules in Docker's chains.
struct UninstallRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take all rules of mdnp's away from the host.",
        discussion: """
            For a host that mdnp is being taken off. The daemon must be stopped: it would put them back at once. Containers that still run \
            lose their published ports and their way out; the next start of mdnp gives both back.
            """
    )

    @Option(help: "Where the daemon keeps its state.")
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
