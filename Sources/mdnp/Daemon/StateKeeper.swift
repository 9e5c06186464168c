// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import SQLiteStateStore

/// Checks periodically that the state file still exists at its path, and logs a rewrite.
struct StateKeeper: Sendable {
    let store: SQLiteStateStore
    let directory: StateDirectory
    let logger: Logger

    private static var pause: Duration { .seconds(1) }

    /// Runs until the task is cancelled.
    func run() async {
        var (rewrites, problem) = (0, "")
        await store.keepReserve()
        while (try? await Task.sleep(for: Self.pause)) != nil {
            do throws(StateError) {
                try await store.keepFile()
                problem = ""
            } catch {
                if problem != error.description {
                    logger.error("cannot restore state file", metadata: ["cause": "\(error)"])
                }
                problem = error.description
            }
            await store.keepReserve()
            let count = await store.rewrites
            guard count > rewrites else { continue }
            rewrites = count
            logger.warning("state file was deleted; rewritten", metadata: ["path": "\(directory.database)"])
            do {
                try directory.lockAgain()
            } catch {
                logger.error("cannot lock state file", metadata: ["cause": "\(error)"])
            }
        }
    }
}
