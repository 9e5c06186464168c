// SPDX-License-Identifier: Apache-2.0

public import Testing

/// Gives the tests of a suite one lab host per chosen engine, and ends them with the suite.
///
/// A failure carries the last lines of the daemons' logs. The suite must be `.serialized`: its tests share the hosts.
public struct LabHosts: SuiteTrait, TestScoping {
    @TaskLocal static var current: [Engine: LabHost] = [:]

    /// Once around the suite, not around each of its tests.
    public var isRecursive: Bool { false }

    /// Runs the suite while the hosts stand.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        var hosts: [Engine: LabHost] = [:]
        do {
            for engine in Engine.chosen { hosts[engine] = try await LabHost.start(engine) }
            try await Self.$current.withValue(hosts, operation: function)
        } catch {
            for host in hosts.values { await host.end() }
            throw error
        }
        for host in hosts.values { await host.end() }
    }
}

extension Trait where Self == LabHosts {
    /// One lab host per chosen engine for the suite, which ``Engine/host`` gives.
    public static var labHosts: Self { Self() }
}

extension Trait where Self == IssueHandlingTrait {
    /// Adds the daemons' last words to every failure.
    public static var daemonLogs: Self {
        .compactMapIssues { issue in
            // A trait of a suite is asked for its tests and for itself: once is enough.
            guard !issue.comments.contains(where: { $0.rawValue.hasPrefix("Docker ") }) else { return issue }
            var issue = issue
            for (engine, host) in LabHosts.current {
                issue.comments.append("Docker \(engine.name) says:\n\(host.logs)")
            }
            return issue
        }
    }
}

extension Engine {
    /// The suite's host of this engine.
    public var host: LabHost {
        get throws { try #require(LabHosts.current[self], "the suite lacks the trait .labHosts") }
    }
}
