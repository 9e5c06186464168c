// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp status`, which shows the daemon's status.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the daemon's status.",
        discussion: "Exits with 0 if a daemon is running, and with 3 if none is."
    )

    @OptionGroup var list: ListOptions

    func run() async throws {
        let status = try await list.daemon.request { client throws(AdminError) in try await client.status() }
        switch list.format {
        case .json: try OutputFormat.printJSON([status])
        case .table: Table(facts: Self.facts(of: status)).print()
        }
    }

    static func facts(of status: StatusSummary) -> [(name: String, value: String?, tone: Tone)] {
        let socket = status.setting("docker-socket")
        let silence = socket == "off" ? "off" : "not reachable on \(socket ?? "its socket")"
        let findings = status.findings == 0 ? "none" : "\(status.findings), see \"mdnp doctor\""
        return [
            ("daemon", "running", .good),
            ("version", status.version, .plain),
            ("process", "\(status.processID) since \(status.started.shown)", .plain),
            ("sockets", status.sockets.joined(separator: " "), .plain),
            ("state", status.setting("state-directory"), .plain),
            ("engine", status.engine ?? silence, status.engine == nil ? .warning : .plain),
            ("networks", String(status.networks), .plain),
            ("endpoints", String(status.endpoints), .plain),
            ("ports", String(status.ports), .plain),
            ("pools", String(status.pools), .plain),
            ("reconciled", status.reconciled?.shown, .plain),
            ("repairs", String(status.repairs), status.repairs == 0 ? .plain : .warning),
            ("findings", findings, status.findings == 0 ? .good : .bad),
        ]
    }
}
