// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp networks`, which lists networks.
struct Networks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the networks of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(Self.columns, hint: Self.hint) { client throws(AdminError) in try await client.networks() }
    }

    private static var hint: String {
        "no networks: \"docker network create --driver mdnp NAME\" creates one"
    }

    static var columns: [Column<NetworkSummary>] {
        [
            Column("NETWORK", \.id.shortID),
            Column("NAME", breaking: .hyphens, \.name),
            Column("BRIDGE", \.bridge),
            Column("SUBNETS", breaking: .commas) { $0.subnets.joined(separator: ",") },
            Column("GATEWAY", breaking: .commas, gateway),
            Column("MTU") { $0.mtu.map(String.init) },
            Column("ENDPOINTS") { String($0.endpoints) },
        ]
    }

    private static func gateway(_ network: NetworkSummary) -> String {
        if network.isInternal { return "internal" }
        return network.gateways.isEmpty || network.gateway != "mdnp"
            ? network.gateway : network.gateways.joined(separator: ",")
    }
}
