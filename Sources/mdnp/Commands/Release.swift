// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp release`, which frees reserved addresses and addresses that no endpoint uses.
struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give back what is reserved, or what is held and in use by nobody.",
        discussion: """
            An address that is reserved is no longer reserved; one that is held is free: see "mdnp pools" for those that nobody has \
            any more. A name stands for all that is reserved for it or, where nothing is, held by it. Without either, the pool \
            itself is given back, if no network of mdnp's has it.
            """
    )

    @OptionGroup var daemon: DaemonOptions

    @Argument(help: "A subnet, a pool's id, a network's name, or the beginning of its id.")
    var scope: String

    @Argument(help: "Addresses, and names of containers.")
    var items: [String] = []

    func run() async throws {
        let lines = try await daemon.request { client throws(AdminError) in try await client.release(items, in: scope) }
        for line in lines { print(Paint.standardOutput(line)) }
    }
}
