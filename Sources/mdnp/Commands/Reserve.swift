// SPDX-License-Identifier: Apache-2.0

import Addressing
import AdminAPI
import ArgumentParser

/// The command `mdnp reserve`, which permanently reserves addresses for the name of a container.
struct Reserve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reserve addresses for a container name.",
        discussion: """
            Docker Engine 29 sends the container name: the container with this name gets the addresses, other containers do not. \
            Older engines do not send it; there, use --ip for the container.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Argument(help: "Subnet, pool id, network name or beginning of a network id.")
    var scope: String

    @Argument(help: "Container name.")
    var name: String

    @Argument(help: "IPv4 or IPv6 addresses.")
    var addresses: [IPAddress]

    func run() async throws {
        let lines = try await daemon.request { client throws(AdminError) in
            try await client.reserve(addresses, in: scope, for: name)
        }
        for line in lines { print(Paint.standardOutput(line)) }
    }
}
