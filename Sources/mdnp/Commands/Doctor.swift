// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The command `mdnp doctor`, which lists problems that `docker` does not show, with their remedies.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong, and what to do.",
        discussion: """
            Looks at the host, at what the running daemon should have made of it, and at limits. Exits with 1 if anything is wrong, and with 3 \
            if no daemon answers. What the daemon put right by itself is listed behind that.
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
            print(Paint.standardOutput("nothing is wrong", .good))
        } else {
            Table(diagnosis.findings, columns: Self.columns).print()
        }
        for port in diagnosis.waitingPorts { print("waiting for its address: \(port)") }
        guard !diagnosis.repairs.isEmpty else { return }
        print()
        Table(diagnosis.repairs, columns: Self.repairColumns).print()
    }

    static var columns: [Column<FindingSummary>] {
        [
            Column("CHECK", tone: { _ in .bad }, \.check),
            Column("SUBJECT", \.subject),
            Column("WHAT IS WRONG", \.problem),
            Column("WHAT TO DO", \.remedy),
        ]
    }

    static var repairColumns: [Column<RepairSummary>] {
        [
            Column("REPAIRED", tone: { _ in .warning }, \.kind),
            Column("TIMES") { String($0.count) },
            Column("LAST", \.lastRepair.shown),
            Column("WHAT WAS DONE LAST", \.step),
        ]
    }
}
