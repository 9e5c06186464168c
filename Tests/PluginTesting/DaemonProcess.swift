// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import LinuxSystem

/// A daemon of a test's own: `mdnp serve` in a network namespace, its state and sockets in a temporary directory.
public final class DaemonProcess: @unchecked Sendable {
    // Unchecked: a test drives its daemon from one place at a time.

    /// The socket on which Docker would call it.
    public var socketPath: String { directory.appendingPathComponent("mdnp.sock").path }
    /// The socket on which the commands ask it.
    public var adminSocketPath: String { directory.appendingPathComponent("admin/admin.sock").path }
    /// Where its state is.
    public var stateDirectory: URL { directory.appendingPathComponent("state") }
    /// What it has logged, of all its lives.
    public var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    /// The path of the executable.
    public var executablePath: String { executable.path }
    /// The id of the process that runs, or ran last.
    public var processID: Int32 { process.processIdentifier }

    /// Where it finds a Docker engine; not the machine's own.
    public var dockerSocketPath = "off"
    /// What `mdnp serve` is told beyond its places: `["--pool-range", "10.0.0.0/16/24"]`.
    public var options: [String] = []
    /// Where it tells metrics; nowhere, since several of these may run in one namespace.
    public var metrics = "off"
    /// Where it is told to listen: `["--listen", "tcp://127.0.0.1:2470"]`; nil for its socket.
    public var listening: [String]?
    /// How many descriptors it may have open (`RLIMIT_NOFILE`); nil for as many as the test.
    public var descriptorLimit: Int?
    /// What it finds in its environment beyond the test's own.
    public var environment: [String: String] = [:]

    /// The sockets that it is passed, as a service manager does, up to two; without any it makes its own.
    public var passed: [ServiceSocket] = []
    /// The path of the socket on which it tells the service manager what it does.
    public var noticePath: String?

    private let executable: URL
    private let namespace: NetworkNamespace
    private let directory: URL
    private var process = Process()
    private var logFile: URL { directory.appendingPathComponent("log") }

    /// A daemon that is not started yet.
    public init(executable: URL, in namespace: NetworkNamespace) throws {
        self.executable = executable
        self.namespace = namespace
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("mdnp-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data().write(to: logFile)
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Starts the process; does not wait for it to serve.
    public func launch(logLevel: String = "info") throws {
        let log = try FileHandle(forWritingTo: logFile)
        try log.seekToEnd()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // env and nsenter become the daemon: one process, one id.
        process.arguments =
            entering + passing + limiting + [
                executable.path, "serve", "--state-directory", stateDirectory.path,
                "--admin-socket", adminSocketPath, "--docker-socket", dockerSocketPath, "--log-level", logLevel,
                "--metrics", metrics,
            ] + (listening ?? ["--socket", socketPath]) + options
        let notice = noticePath.map { ["NOTIFY_SOCKET": $0] } ?? [:]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(notice) { $1 }
        process.standardError = log
        let handles = passed.map { FileHandle(fileDescriptor: $0.descriptor, closeOnDealloc: false) }
        process.standardInput = handles.first ?? FileHandle.nullDevice
        if handles.count > 1 { process.standardOutput = handles[1] }
        try process.run()
    }

    /// A shell that makes descriptors 3 and 4 of its standard input and output, and becomes the program that it is told.
    private var passing: [String] {
        guard !passed.isEmpty else { return [] }
        let moves = passed.count > 1 ? "exec 3<&0 4>&1 0</dev/null 1>/dev/null" : "exec 3<&0 0</dev/null"
        return ["sh", "-c", "\(moves); LISTEN_FDS=\(passed.count) LISTEN_PID=$$ exec \"$@\"", "sh"]
    }

    private var limiting: [String] {
        descriptorLimit.map { ["prlimit", "--nofile=\($0):\($0)"] } ?? []
    }

    /// Starts the process and waits until it answers, Docker and the commands; returns how long Docker would wait.
    @discardableResult
    public func start(logLevel: String = "info") throws -> Duration {
        let clock = ContinuousClock()
        let start = clock.now
        try launch(logLevel: logLevel)
        try wait { try (PluginClient(socketPath: socketPath)?.call("Plugin.Activate")) != nil }
        let duration = clock.now - start
        try wait { try PluginClient(socketPath: adminSocketPath) != nil }
        return duration
    }

    private func wait(until isReady: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while (try? isReady()) != true {
            guard ContinuousClock.now < deadline, process.isRunning else {
                throw PluginCallError("the daemon does not answer: \(log)")
            }
            usleep(500)
        }
    }

    /// Words that make of a command one in the daemon's namespace.
    public var entering: [String] {
        ["nsenter", "--net=/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(namespace.withRaw { $0 })"]
    }

    /// A new connection to the daemon; a test may let it wait for longer than the daemon does.
    public func connect() throws -> PluginClient {
        guard let client = try PluginClient(socketPath: socketPath, connectsAgain: true) else {
            throw PluginCallError("nobody listens on \(socketPath): \(log)")
        }
        return client
    }

    /// A new connection to its admin socket.
    public func connectAdmin() throws -> PluginClient {
        guard let client = try PluginClient(socketPath: adminSocketPath, connectsAgain: true) else {
            throw PluginCallError("nobody listens on \(adminSocketPath): \(log)")
        }
        return client
    }

    /// A new connection to where it tells metrics unless it is told another place.
    ///
    /// The loopback of its namespace must be up before it starts.
    public func connectMetrics() throws -> PluginClient {
        guard let client = try PluginClient(port: 9477, in: namespace, connectsAgain: true) else {
            throw PluginCallError("nobody listens on port 9477: \(log)")
        }
        return client
    }

    /// Ends it with SIGTERM and waits; answers its exit status.
    @discardableResult
    public func stop() -> Int32 {
        process.terminate()
        return wait()
    }

    /// Waits until it ends; answers its exit status.
    public func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends it with SIGKILL and waits.
    public func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The memory that is in use, in MB (`VmRSS`).
    public var residentMemory: Double { memory("VmRSS") }

    /// The most memory that was in use, in MB (`VmHWM`).
    public var highestMemory: Double { memory("VmHWM") }

    private func memory(_ field: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) * 1024 / 1_000_000
    }

    /// The time that it has kept processors busy, in seconds.
    public var processorTime: Double {
        let text = (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)) ?? ""
        // Behind the program's name, which may have spaces: the state, and as the twelfth and thirteenth field the times.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        let ticks = fields.dropFirst(12).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
