import AdminAPI
import ArgumentParser
import Foundation

/// What every command that lists something takes.
struct ListOptions: ParsableArguments {
    @Option(help: "The Unix socket on which the daemon answers.")
    var adminSocket = "/run/mdnp/admin.sock"

    @Option(help: "How the list is printed.")
    var format = OutputFormat.table

    /// Asks the daemon for a list and prints it; says in one line why there is none.
    func show<Item: Encodable>(
        _ ask: (AdminClient) async throws(AdminError) -> [Item],
        header: [String],
        row: (Item) -> [String]
    ) async throws {
        let items: [Item]
        do throws(AdminError) {
            items = try await ask(AdminClient(socketPath: adminSocket))
        } catch {
            FileHandle.standardError.write(Data("mdnp: \(error)\n".utf8))
            throw ExitCode.failure
        }
        try format.print(items, header: header, row: row)
    }
}
