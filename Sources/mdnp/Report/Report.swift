// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// The command `mdnp report`, which writes one file with all information that support needs.
struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Write a support file: versions, configuration, state, kernel facts and the last lines of the log.",
        discussion: """
            Changes nothing, and works without a daemon too, with less content. The file contains ids, names and addresses of \
            networks and containers, and the host's links, routes and forwarding rules, but no keys, passwords or traffic of \
            containers.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Option(help: "Path of the new file, a gzip-compressed tar archive.")
    var output: String

    func run() async throws {
        MDNP.printError(
            """
            \(output) contains ids, names and addresses of networks and containers, and the host's links, routes and forwarding rules; \
            no keys and no passwords. Read it before you share it.
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
