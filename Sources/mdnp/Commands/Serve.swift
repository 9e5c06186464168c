// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import ArgumentParser
import DockerPlugin
import Logging

/// The command `mdnp serve`, which runs the daemon until SIGTERM or SIGINT.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the daemon.")

    @OptionGroup var options: ServeOptions

    func run() async throws {
        let listeners = try listeners()
        let log = LogTail()
        var logger = Logger(label: "mdnp") { _ in LineLog(tail: log) }
        logger.logLevel = options.logLevel.level
        logger.notice("starting", metadata: ["version": "\(Version.current)"])
        do {
            try await Daemon(options, at: listeners, logger: logger, log: log).run(logger: logger)
            logger.notice("stopped")
        } catch {
            logger.critical("cannot start", metadata: ["cause": "\(error)"])
            throw Exit.failed.code
        }
    }

    /// Errors in these options are reported to the user before anything starts.
    private func listeners() throws -> Listeners {
        do {
            try SocketDirectory.check(ofSocket: options.adminSocket)
            let listeners = try Listeners(options)
            if case .path(let socket) = listeners.listener { try SocketDirectory.check(ofSocket: socket) }
            return listeners
        } catch {
            MDNP.fail("\(error)")
            throw Exit.failed.code
        }
    }
}
