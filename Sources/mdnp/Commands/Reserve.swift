// SPDX-License-Identifier: Apache-2.0

import Addressing
import AdminAPI
import ArgumentParser

/// The command `mdnp reserve`, which permanently reserves addresses for the name of a container.
struct Reserve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep addresses for a container's name, for good.",
        discussion: """
            Docker Engine 29 tells mdnp a container's name: whoever bears this one gets the addresses, nobody else does. Older \
            engines do not: there, give the container its address with --ip.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Argument(help: "A subnet, a pool's id, a network's name, or the beginning of its id.")
    var scope: String

    @Argument(help: "The container's name.")
    var name: String

    @Argument(help: "Addresses of either family.")
    var addresses: [IPAddress]

    func run() async throws {
        let lines = try await daemon.request { client throws(AdminError) in
            try await client.reserve(addresses, in: scope, for: name)
        }
        for line in lines { print(Paint.standardOutput(line)) }
    }
}
