import AdminAPI
import ArgumentParser
import Foundation

/// `mdnp doctor`: what is wrong, and what to do; `docker` shows none of it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong, and what to do.",
        discussion: """
            Looks at the host, at what the running daemon should have made of it, and at limits. Exits with 1 if anything is wrong. What the \
            daemon put right by itself is listed behind that.
            """
    )

    @OptionGroup var list: ListOptions

    func run() async throws {
        let diagnosis: DiagnosisSummary
        do throws(AdminError) {
            diagnosis = try await AdminClient(socketPath: list.daemon.adminSocket).diagnosis()
        } catch {
            diagnosis = DiagnosisSummary(withoutAnswer: error)
        }
        switch list.format {
        case .json: try list.format.print(diagnosis)
        case .table: try show(diagnosis)
        }
        if !diagnosis.findings.isEmpty { throw ExitCode.failure }
    }

    private func show(_ diagnosis: DiagnosisSummary) throws {
        if diagnosis.findings.isEmpty {
            print("nothing is wrong")
        } else {
            try list.format.print(
                diagnosis.findings,
                header: ["CHECK", "SUBJECT", "WHAT IS WRONG", "WHAT TO DO"],
                row: { [$0.check, $0.subject, $0.finding, $0.advice] }
            )
        }
        guard !diagnosis.repaired.isEmpty else { return }
        print()
        try list.format.print(
            diagnosis.repaired,
            header: ["REPAIRED", "TIMES", "LAST", "WHAT WAS DONE LAST"],
            row: { [$0.kind, String($0.times), $0.last.formatted(.iso8601), $0.step] }
        )
    }
}
