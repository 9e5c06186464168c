// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp endpoints`, which lists endpoints.
struct Endpoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the endpoints of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(Self.columns) { client throws(AdminError) in try await client.endpoints() }
    }

    static var columns: [Column<EndpointSummary>] {
        [
            Column("ENDPOINT", \.id.shortID),
            Column("NAME", \.container),
            Column("NETWORK") { $0.networkName ?? $0.network.shortID },
            Column("ADDRESSES") { $0.addresses.joined(separator: ",") },
            Column("MAC", \.mac),
            Column("LINK", \.link),
            Column("SANDBOX", \.sandbox),
        ]
    }
}
