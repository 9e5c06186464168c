// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import LinuxSystem

/// A daemon for one test: `mdnp serve` in a network namespace, with its state and sockets in a temporary directory.
public final class DaemonProcess: @unchecked Sendable {
    // Unchecked: a test drives its daemon from one place at a time.

    /// The path of the socket for Docker.
    public var socketPath: String { directory.appendingPathComponent("mdnp.sock").path }
    /// The path of the socket for commands.
    public var adminSocketPath: String { directory.appendingPathComponent("admin/admin.sock").path }
    /// The state directory.
    public var stateDirectory: URL { directory.appendingPathComponent("state") }
    /// The log of all runs.
    public var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }
    /// The path of the executable.
    public var executablePath: String { executable.path }
    /// The id of the running process, or of the last one.
    public var processID: Int32 { process.processIdentifier }

    /// The path of a Docker engine's socket; by default `off`, so that the machine's own engine is not used.
    public var dockerSocketPath = "off"
    /// Further options of `mdnp serve`, such as `["--pool-range", "10.0.0.0/16/24"]`.
    public var options: [String] = []
    /// The address for metrics; by default `off`, since several daemons may run in one namespace.
    public var metrics = "off"
    /// The listening options, such as `["--listen", "tcp://127.0.0.1:2470"]`; nil for the socket at ``socketPath``.
    public var listening: [String]?
    /// The maximum number of open descriptors (`RLIMIT_NOFILE`); nil for the limit of the test.
    public var descriptorLimit: Int?
    /// Environment variables beyond those of the test.
    public var environment: [String: String] = [:]

    /// The sockets that a service manager would pass, up to two; without any, the daemon creates its own.
    public var passed: [ServiceSocket] = []
    /// The path of the socket for notices to the service manager (`NOTIFY_SOCKET`).
    public var noticePath: String?

    private let executable: URL
    private let namespace: NetworkNamespace
    private let directory: URL
    private var process = Process()
    private var logFile: URL { directory.appendingPathComponent("log") }

    /// Creates a daemon that is not started yet.
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

    /// Starts the process without a wait for its readiness.
    public func launch(logLevel: String = "info") throws {
        let log = try FileHandle(forWritingTo: logFile)
        try log.seekToEnd()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // env and nsenter execute the daemon in the same process, with one id.
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

    /// A shell that moves standard input and output to descriptors 3 and 4, and executes a program.
    private var passing: [String] {
        guard !passed.isEmpty else { return [] }
        let moves = passed.count > 1 ? "exec 3<&0 4>&1 0</dev/null 1>/dev/null" : "exec 3<&0 0</dev/null"
        return ["sh", "-c", "\(moves); LISTEN_FDS=\(passed.count) LISTEN_PID=$$ exec \"$@\"", "sh"]
    }

    private var limiting: [String] {
        descriptorLimit.map { ["prlimit", "--nofile=\($0):\($0)"] } ?? []
    }

    /// Starts the process and waits until both sockets are ready; returns the time until the first reply to Docker.
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

    /// The command prefix that enters the daemon's namespace.
    public var entering: [String] {
        ["nsenter", "--net=/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(namespace.withRaw { $0 })"]
    }

    /// Opens a connection to the daemon.
    ///
    /// A connection that the daemon closes before its first use is opened again, since a test may wait longer than the daemon.
    public func connect() throws -> PluginClient {
        guard let client = try PluginClient(socketPath: socketPath, connectsAgain: true) else {
            throw PluginCallError("no process listens on \(socketPath): \(log)")
        }
        return client
    }

    /// Opens a connection to the admin socket.
    public func connectAdmin() throws -> PluginClient {
        guard let client = try PluginClient(socketPath: adminSocketPath, connectsAgain: true) else {
            throw PluginCallError("no process listens on \(adminSocketPath): \(log)")
        }
        return client
    }

    /// Opens a connection to the default metrics port, 9477.
    ///
    /// The loopback link of the namespace must be up before the daemon starts.
    public func connectMetrics() throws -> PluginClient {
        guard let client = try PluginClient(port: 9477, in: namespace, connectsAgain: true) else {
            throw PluginCallError("no process listens on port 9477: \(log)")
        }
        return client
    }

    /// Ends the daemon with SIGTERM and waits; returns its exit status.
    @discardableResult
    public func stop() -> Int32 {
        process.terminate()
        return wait()
    }

    /// Waits for the end of the daemon; returns its exit status.
    public func wait() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends the daemon with SIGKILL and waits.
    public func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The resident memory, in MB (`VmRSS`).
    public var residentMemory: Double { memory("VmRSS") }

    /// The peak of the resident memory, in MB (`VmHWM`).
    public var highestMemory: Double { memory("VmHWM") }

    private func memory(_ field: String) -> Double {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) * 1024 / 1_000_000
    }

    /// The processor time of the daemon, in seconds.
    public var processorTime: Double {
        let text = (try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)) ?? ""
        // The program name may have spaces. The fields after it are the state and, as twelfth and thirteenth, the times.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        let ticks = fields.dropFirst(12).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
