// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// The location of the running daemon.
struct DaemonOptions: ParsableArguments {
    @Option(help: "Unix socket for commands to the daemon.")
    var adminSocket = "/run/mdnp/admin.sock"

    /// A client of the daemon at this socket.
    var client: AdminClient { AdminClient(socketPath: adminSocket) }

    /// Sends a request to the daemon; prints the error in one line on failure.
    func request<Answer>(
        _ body: (AdminClient) async throws(AdminError) -> Answer
    ) async throws -> Answer {
        do throws(AdminError) {
            return try await body(client)
        } catch {
            MDNP.fail("\(error)")
            throw (error.isUnanswered ? Exit.noDaemon : .failed).code
        }
    }
}
