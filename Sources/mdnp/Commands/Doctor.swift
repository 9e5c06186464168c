// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp doctor`, which lists problems that `docker` does not show, with their remedies.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show problems and their remedies.",
        discussion: """
            Checks the host, the resources of the daemon and limits. Exits with 1 if there are problems, and with 3 \
            if no daemon is running. The output ends with the daemon's latest repairs.
            """
    )

    @OptionGroup var list: ListOptions

    func run() async throws {
        let diagnosis: DiagnosisSummary
        var exit = Exit.done
        do throws(AdminError) {
            diagnosis = try await list.daemon.client.diagnosis()
            if !diagnosis.findings.isEmpty { exit = .failed }
        } catch {
            diagnosis = DiagnosisSummary(withoutAnswer: error)
            exit = error.isUnanswered ? .noDaemon : .failed
        }
        switch list.format {
        case .json: try OutputFormat.printJSON([diagnosis])
        case .table: show(diagnosis)
        }
        if exit != .done { throw exit.code }
    }

    private func show(_ diagnosis: DiagnosisSummary) {
        if diagnosis.findings.isEmpty {
            print(Paint.standardOutput("no problems found", .good))
        } else {
            Table(diagnosis.findings, columns: Self.columns).print()
        }
        for port in diagnosis.waitingPorts { print("waiting for its host address: \(port)") }
        guard !diagnosis.repairs.isEmpty else { return }
        print()
        Table(diagnosis.repairs, columns: Self.repairColumns).print()
    }

    static var columns: [Column<FindingSummary>] {
        [
            Column("CHECK", tone: { _ in .bad }, \.check),
            Column("SUBJECT", breaking: .spaces, \.subject),
            Column("PROBLEM", breaking: .spaces, \.problem),
            Column("REMEDY", breaking: .spaces, \.remedy),
        ]
    }

    static var repairColumns: [Column<RepairSummary>] {
        [
            Column("REPAIRED", tone: { _ in .warning }, \.kind),
            Column("TIMES") { String($0.count) },
            Column("LAST", \.lastRepair.shown),
            Column("LATEST REPAIR", breaking: .spaces, \.step),
        ]
    }
}
