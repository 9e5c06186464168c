// SPDX-License-Identifier: Apache-2.0

import AdminAPI

/// The daemon's part of a report: its settings, its state, and its last log lines.
struct DaemonReport {
    let client: AdminClient

    func sections() async -> [ReportSection] {
        await [
            section("status") { client throws(AdminError) in [try await client.status()] },
            section("networks") { client throws(AdminError) in try await client.networks() },
            section("endpoints") { client throws(AdminError) in try await client.endpoints() },
            section("ports") { client throws(AdminError) in try await client.ports() },
            section("pools") { client throws(AdminError) in try await client.pools() },
            section("doctor") { client throws(AdminError) in [try await client.diagnosis()] },
            ReportSection("configuration.json") { try OutputFormat.json(try await client.status().settings) },
            ReportSection("log") { try await client.log().map { $0 + "\n" }.joined() },
        ]
    }

    private func section<Item: Encodable>(
        _ name: String,
        _ request: (AdminClient) async throws(AdminError) -> [Item]
    ) async -> ReportSection {
        await ReportSection("state/\(name).json") { try OutputFormat.json(try await request(client)) }
    }
}
