// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A host with a real Docker engine and mdnp, made of namespaces by `script/lab`.
///
/// All processes, links and files of the host end with it. The host ends with ``end()`` or with this process, even after a crash: it lives
/// as long as its standard input is open.
public final class LabHost: Sendable {
    /// The engine of the host.
    public let engine: Engine
    /// The directory of the logs and of the files that survive a reboot.
    public let directory: String

    private let holder: Holder

    private init(engine: Engine, directory: String, holder: Holder) {
        self.engine = engine
        self.directory = directory
        self.holder = holder
    }

    /// Starts a host with mdnp and the engine, or with other daemons, started in this order.
    public static func start(
        _ engine: Engine,
        _ services: [LabService] = [.mdnp, .engine]
    ) async throws -> LabHost {
        let (holder, directory) = try await Holder.start(engine)
        let host = LabHost(engine: engine, directory: directory, holder: holder)
        do {
            for service in services { try await host.start(service) }
        } catch {
            await host.end()
            throw error
        }
        return host
    }

    /// Ends the host: its processes, links, rules and files.
    public func end() async {
        await holder.end()
    }

    /// Ends all processes, links and rules, as a power cut does.
    ///
    /// Files under `/var/lib` and `/etc` stay.
    ///
    /// No daemon runs afterwards.
    public func reboot() async throws {
        try await holder.reboot()
    }

    /// Starts a daemon and waits until it answers.
    public func start(_ service: LabService, _ flags: String...) async throws {
        try await start(service, flags)
    }

    /// Starts a daemon and waits until it answers.
    public func start(_ service: LabService, _ flags: [String]) async throws {
        try await succeed(["\(Holder.script)", "start", service.rawValue] + flags)
    }

    /// Sends `SIGTERM` to a daemon and waits for its end.
    public func stop(_ service: LabService) async throws {
        try await succeed(["\(Holder.script)", "stop", service.rawValue])
    }

    /// Ends a daemon with `SIGKILL`.
    public func kill(_ service: LabService) async throws {
        try await succeed(["\(Holder.script)", "kill", service.rawValue])
    }

    /// Stops a daemon and starts it again.
    public func restart(_ service: LabService) async throws {
        try await stop(service)
        try await start(service)
    }

    /// Runs a command on the host, with any exit status.
    public func run(_ words: String...) async throws -> Output {
        try await run(words)
    }

    /// Runs a command on the host and returns its standard output; throws ``CommandFailure`` unless it exits with 0.
    @discardableResult
    public func succeed(_ words: String...) async throws -> String {
        try await succeed(words)
    }

    /// Runs the `docker` command and returns its standard output; throws ``CommandFailure`` unless it exits with 0.
    @discardableResult
    public func docker(_ arguments: String...) async throws -> String {
        try await succeed(["docker"] + arguments)
    }

    /// Runs the `docker` command and returns its standard error; throws ``CommandFailure`` if it exits with 0.
    @discardableResult
    public func refusal(_ arguments: String...) async throws -> String {
        try await refusal(arguments)
    }

    /// Runs the `docker` command and returns its standard error; throws ``CommandFailure`` if it exits with 0.
    @discardableResult
    public func refusal(_ arguments: [String]) async throws -> String {
        let output = try await run(["docker"] + arguments)
        guard output.status != 0 else { throw CommandFailure(words: ["docker"] + arguments, output: output) }
        return output.errors
    }

    /// The last lines of the daemons' logs, without irrelevant lines of the engine.
    public var logs: String {
        LabService.allCases.map { service in
            let path = "\(directory)/log/\(service.rawValue).log"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            let lines = text.split(separator: "\n").filter { !$0.contains("level=info") }
            return "--- \(service.rawValue)\n" + lines.suffix(20).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Runs a command on the host, with any exit status.
    public func run(_ words: [String]) async throws -> Output {
        try await Command(words: [Holder.script, "enter", directory] + words).run()
    }

    /// Runs a command on the host and returns its standard output; throws ``CommandFailure`` unless it exits with 0.
    @discardableResult
    public func succeed(_ words: [String]) async throws -> String {
        let output = try await run(words)
        guard output.status == 0 else { throw CommandFailure(words: words, output: output) }
        return output.text
    }
}
