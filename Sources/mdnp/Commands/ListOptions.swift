// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The options of every command that prints a list.
struct ListOptions: ParsableArguments {
    @OptionGroup var daemon: DaemonOptions

    @Option(help: "Output format.")
    var format = OutputFormat.table

    /// Requests a list from the daemon and prints it; prints the error in one line on failure.
    func show<Item: Encodable>(
        _ columns: [Column<Item>],
        hint: String,
        _ request: (AdminClient) async throws(AdminError) -> [Item]
    ) async throws {
        try format.print(try await daemon.request(request), columns: columns, hint: hint)
    }
}
