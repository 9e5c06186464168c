// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// What every command that lists something takes.
struct ListOptions: ParsableArguments {
    @OptionGroup var daemon: DaemonOptions

    @Option(help: "How the list is printed.")
    var format = OutputFormat.table

    /// Asks the daemon for a list and prints it; says in one line why there is none.
    func show<Item: Encodable>(
        _ columns: [Column<Item>],
        _ ask: (AdminClient) async throws(AdminError) -> [Item]
    ) async throws {
        try format.print(try await daemon.ask(ask), columns)
    }
}
