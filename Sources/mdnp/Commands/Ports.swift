// SPDX-License-Identifier: Apache-2.0

import Addressing
import AdminAPI
import ArgumentParser
import NetworkModel

/// The command `mdnp ports`, which lists the host ports that lead to containers; `docker ps` cannot show them.
struct Ports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the published ports of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(Self.columns, hint: Self.hint) { client throws(AdminError) in try await client.ports() }
    }

    private static var hint: String {
        "no published ports: \"docker run --network NAME --publish 8080:80 IMAGE\" publishes one"
    }

    static var columns: [Column<PortSummary>] {
        [
            Column("HOST") { end($0.hostAddress, $0.hostPort, $0.hostPortEnd) },
            Column("CONTAINER") { end($0.containerAddress, $0.containerPort, $0.containerPortEnd) },
            Column("PROTOCOL", \.transport),
            Column("NAME", breaking: .hyphens, \.container),
            Column("ENDPOINT", \.endpoint.shortID),
            Column("NETWORK", breaking: .hyphens) { $0.networkName ?? $0.network.shortID },
        ]
    }

    private static func end(_ address: String, _ first: Int, _ last: Int) -> String {
        "\(Authority(host: address, port: UInt16(clamping: first)))" + (first == last ? "" : "-\(last)")
    }
}
