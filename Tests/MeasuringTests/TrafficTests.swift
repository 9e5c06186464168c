// SPDX-License-Identifier: Apache-2.0

import KernelTesting
import LinuxSystem
import Testing

@testable import PathBenchmark

/// Both ends of each kind of traffic, on the loopback of a namespace.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
struct TrafficTests {
    private func path(target: Target) throws -> Path {
        Path(client: try .ofTest, server: try .ofTest, target: target, port: 7000)
    }

    @Test(arguments: PathBenchmark.traffic.indices)
    func `a run returns a value of each metric, and stops both ends`(index: Int) async throws {
        try await Witness(.ofTest)("ip", "link", "set", "lo", "up")
        let traffic = PathBenchmark.traffic[index]
        let path = try path(target: Target(address: "127.0.0.1", port: 7000))
        let values = try await traffic.run(on: path, for: .milliseconds(100))
        #expect(values.count == traffic.metrics.count)
        for (value, metric) in zip(values, traffic.metrics) {
            #expect(value > 0 && value.isFinite, "\(traffic.name), \(metric.name)")
        }
    }

    @Test(arguments: PathBenchmark.traffic.indices)
    func `the port of a run is free for the next one`(index: Int) async throws {
        try await Witness(.ofTest)("ip", "link", "set", "lo", "up")
        let path = try path(target: Target(address: "127.0.0.1", port: 7000))
        for _ in 0..<100 { _ = try await PathBenchmark.traffic[index].run(on: path, for: .milliseconds(2)) }
    }

    @Test(arguments: PathBenchmark.traffic.indices)
    func `a run to an unreachable address fails and stops both ends`(index: Int) async throws {
        let path = try path(target: Target(address: "192.0.2.1", port: 7000))
        await #expect(throws: SyscallError.self) {
            try await PathBenchmark.traffic[index].run(on: path, for: .milliseconds(100))
        }
    }
}
