// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Testing

/// Where the daemon's tests run: their clients block, and must not take threads from the tests of others.
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

    /// Runs something that blocks on one more thread, so that it runs beside the test.
    static func beside<Answer: Sendable>(_ work: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try work() }) }.start()
        }
    }
}

/// What a test of the daemon begins with: the daemon in the test's namespace, and a witness of the links there.
struct Daemon: Sendable {
    let process: DaemonProcess
    let witness: Witness

    init() throws {
        try self.init(in: NetworkNamespace.ofTest)
    }

    /// One in a namespace beside the test's.
    init(in namespace: NetworkNamespace) throws {
        // The executable lies beside the tests' own.
        let products = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(fileURLWithPath: ".")
        let beside = products.appendingPathComponent("mdnp")
        process = try DaemonProcess(executable: try #require(Self.executable(beside: beside)), in: namespace)
        witness = Witness(namespace)
    }

    private static func executable(beside: URL) -> URL? {
        let bundle = Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent().appendingPathComponent("mdnp") }
        return ([beside] + bundle).first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    /// What a command of mdnp prints about this daemon.
    @discardableResult
    func command(_ command: String, _ words: String...) async throws -> String {
        let words = [process.executablePath, command, "--admin-socket", process.adminSocketPath] + words
        return try await witness("sh", "-c", words.map { "'\($0)'" }.joined(separator: " "))
    }

    /// The names of all links, as `ip` sees them.
    func links() async throws -> Set<String> {
        struct Link: Decodable { let ifname: String }
        // Where links come and go meanwhile, it says on the other output that the list may have gaps.
        let text = try await witness("sh", "-c", "ip -j link 2>/dev/null")
        return Set(try JSONDecoder().decode([Link].self, from: Data(text.utf8)).map(\.ifname))
    }

    /// Whether there are all of these links; looked at up to ten times, since a list has gaps while links come and go.
    func has(_ expected: Set<String>) async throws -> Bool {
        for _ in 0..<10 {
            if try await links().isSuperset(of: expected) { return true }
        }
        return false
    }

    /// Waits until the links are these, and the reaper has been.
    ///
    /// That it has a second is tried on real engines, where nothing else runs: here other daemons make and delete links by the hundred, and
    /// the kernel has one lock for those of all namespaces.
    func settles(to expected: Set<String>) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await links() != expected {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }
}
