// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import DockerPluginAPI
import Foundation
import Listening
import Logging
import ServiceLifecycle

/// A plugin that runs during a test.
struct RunningPlugin {
    /// The path of the plugin's socket.
    let path: String

    /// Stops the plugin gracefully.
    let stop: @Sendable () async -> Void

    /// Creates a client.
    func client() throws -> RawClient { try RawClient(path: path) }

    /// Calls a method over a new connection.
    func call(_ method: String, _ body: String = "") async throws -> RawClient.Reply {
        try await client().call(method, body)
    }
}

extension ListenerLimits {
    /// Returns limits that suffice for the slowest machine under load.
    static func patient(connections: Int) -> ListenerLimits {
        var limits = ListenerLimits(connections: connections)
        (limits.headTime, limits.bodyTime) = (.seconds(120), .seconds(120))
        return limits
    }
}

/// Runs a plugin with `driver` as both kinds, then stops it.
func withPlugin(
    _ driver: JournalDriver = JournalDriver(),
    limits: ListenerLimits = .patient(connections: 512),
    logger: Logger = quietLogger,
    _ body: (RunningPlugin) async throws -> Void
) async throws {
    try await withPlugin(networkDriver: driver, ipamDriver: driver, limits: limits, logger: logger, body)
}

/// Runs a plugin with these drivers on a socket in a temporary directory, then stops it.
func withPlugin(
    networkDriver: (any NetworkDriver)?,
    ipamDriver: (any IPAMDriver)?,
    limits: ListenerLimits = .patient(connections: 512),
    logger: Logger = quietLogger,
    _ body: (RunningPlugin) async throws -> Void
) async throws {
    try await withTemporaryDirectory { directory in
        let path = directory + "/plugin.sock"
        let service = DockerPluginService(
            networkDriver: networkDriver,
            ipamDriver: ipamDriver,
            listener: .path(path),
            limits: limits,
            logger: logger
        )
        try await running(service) { stop in
            try await untilConnectable(path)
            try await body(RunningPlugin(path: path, stop: stop))
        }
    }
}

/// Runs a service during `body`, then stops it gracefully and waits for its end.
func running(
    _ service: DockerPluginService,
    _ body: (_ stop: @escaping @Sendable () async -> Void) async throws -> Void
) async throws {
    let group = ServiceGroup(configuration: .init(services: [.init(service: service)], logger: quietLogger))
    async let end: Void = group.run()
    do {
        try await body { await group.triggerGracefulShutdown() }
    } catch {
        await group.triggerGracefulShutdown()
        try await end
        throw error
    }
    await group.triggerGracefulShutdown()
    try await end
}

/// Creates a directory that exists during `body`.
func withTemporaryDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "plugin-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await body(directory.path())
}

/// Waits until a service listens.
func untilConnectable(_ path: String) async throws {
    while (try? RawClient(path: path)) == nil {
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// A logger that discards all messages.
var quietLogger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
