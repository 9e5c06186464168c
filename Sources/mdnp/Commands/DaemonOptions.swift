// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser

/// Where the running daemon is found.
struct DaemonOptions: ParsableArguments {
    @Option(help: "The Unix socket on which the daemon answers.")
    var adminSocket = "/run/mdnp/admin.sock"

    /// A client of it.
    var client: AdminClient { AdminClient(socketPath: adminSocket) }

    /// Asks the daemon; says in one line why there is no answer.
    func ask<Answer>(
        _ question: (AdminClient) async throws(AdminError) -> Answer
    ) async throws -> Answer {
        do throws(AdminError) {
            return try await question(client)
        } catch {
            MDNP.fail("\(error)")
            throw (error.isUnanswered ? Exit.noDaemon : .failed).code
        }
    }
}
