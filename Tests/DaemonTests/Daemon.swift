// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// The thread of the daemon tests: their clients block, and must not occupy the threads of other tests.
@globalActor
actor OwnThread {
    static let shared = OwnThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor

    private init() {
        do {
            executor = try ThreadExecutor(name: "daemon-tests")
        } catch {
            fatalError("\(error)")
        }
    }

    /// Runs blocking work on another thread, concurrently with the test.
    static func beside<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }
}

/// The fixture of a daemon test: the daemon in the test's namespace, and a witness of the links there.
struct Daemon: Sendable {
    let process: DaemonProcess
    let witness: Witness

    init() throws {
        try self.init(in: NetworkNamespace.ofTest)
    }

    /// Creates a daemon in another namespace than the test's.
    init(in namespace: NetworkNamespace) throws {
        // The executable is in the directory of the test executable.
        let products = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(fileURLWithPath: ".")
        let beside = products.appendingPathComponent("mdnp")
        process = try DaemonProcess(executable: try #require(Self.executable(beside: beside)), in: namespace)
        witness = Witness(namespace)
    }

    private static func executable(beside: URL) -> URL? {
        let bundle = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("mdnp") }
        return ([beside] + bundle).first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// Returns the output of an mdnp command about this daemon.
    @discardableResult
    func command(_ command: String, _ words: String...) async throws -> String {
        let words = [process.executablePath, command, "--admin-socket", process.adminSocketPath] + words
        return try await witness("sh", "-c", words.map { "'\($0)'" }.joined(separator: " "))
    }

    /// Returns the names of all links, as `ip link` lists them.
    func links() async throws -> Set<String> {
        struct Link: Decodable { let ifname: String }
        // If links change during the dump, `ip` warns on standard error that the list may have gaps.
        let text = try await witness("sh", "-c", "ip -j link 2>/dev/null")
        return Set(try JSONDecoder().decode([Link].self, from: Data(text.utf8)).map(\.ifname))
    }

    /// Returns whether all of these links exist.
    ///
    /// Reads up to ten lists, since a list has gaps while links change.
    func has(_ expected: Set<String>) async throws -> Bool {
        for _ in 0..<10 {
            if try await links().isSuperset(of: expected) { return true }
        }
        return false
    }

    /// Waits until exactly these links exist and the reaper has finished.
    ///
    /// Tests on real engines, where nothing else runs, check the reaper's limit of one second. Here, other daemons create and delete
    /// hundreds of links, and the kernel has one lock for the links of all namespaces.
    func settles(to expected: Set<String>) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await links() != expected {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }
}
