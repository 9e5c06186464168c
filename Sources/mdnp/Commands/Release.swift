// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp release`, which frees reserved addresses and addresses that no endpoint uses.
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Release reserved addresses, or leased addresses and pools that are not in use.",
        discussion: """
            Cancels the reservation of a reserved address, and frees a leased address ("mdnp pools" lists leased addresses without \
            an endpoint). A container name means its reserved addresses or, if it has none, its leased addresses. Without addresses \
            and names, releases the pool itself if no mdnp network uses it.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Argument(help: "Subnet, pool id, network name or beginning of a network id.")
    var scope: String

    @Argument(help: "Addresses and container names.")
    var items: [String] = []

    func run() async throws {
        let lines = try await daemon.request { client throws(AdminError) in try await client.release(items, in: scope) }
        for line in lines { print(Paint.standardOutput(line)) }
    }
}
