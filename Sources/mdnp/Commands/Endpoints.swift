// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp endpoints`, which lists endpoints.
struct Endpoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the endpoints of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(Self.columns, hint: Self.hint) { client throws(AdminError) in try await client.endpoints() }
    }

    private static var hint: String {
        "no endpoints: \"docker run --network NAME IMAGE\" creates one, with the name of an mdnp network"
    }

    static var columns: [Column<EndpointSummary>] {
        [
            Column("ENDPOINT", \.id.shortID),
            Column("NAME", breaking: .hyphens, \.container),
            Column("NETWORK", breaking: .hyphens) { $0.networkName ?? $0.network.shortID },
            Column("ADDRESSES", breaking: .commas) { $0.addresses.joined(separator: ",") },
            Column("MAC", \.mac),
            Column("LINK", \.link),
            Column("SANDBOX") { $0.sandbox?.split(separator: "/").last.map(String.init) },
        ]
    }
}
