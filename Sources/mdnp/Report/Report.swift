// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// The command `mdnp report`, which writes one file with all information that support needs.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Write a file for those who help: versions, configuration, state, the kernel, the last lines of the log.",
        discussion: """
            Reads and changes nothing else, and works without a daemon too, as far as that goes. In it are ids, names and addresses of \
            networks and containers, and the host's links, routes and forwarding rules; no keys, no passwords, and nothing of what containers \
            are told or say.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Option(help: "The file, a tar archive compressed by gzip; there must be none of its name.")
    var output: String

    func run() async throws {
        MDNP.printError(
            """
            \(output) will have ids, names and addresses of networks and containers, and the host's links, routes and forwarding rules; \
            no keys and no passwords. Read it before you give it away.
            """
        )
        do {
            let bundle = try ReportBundle(output: output)
            let daemon = await DaemonReport(client: daemon.client).sections()
            try bundle.add(daemon + (await KernelReport().sections()) + HostReport().sections())
            try bundle.pack()
        } catch {
            MDNP.fail("write \(output): \(error)")
            throw Exit.failed.code
        }
    }
}
