// SPDX-License-Identifier: Apache-2.0

public import Testing

/// A trait that provides one lab host per chosen engine to the tests of a suite, and ends the hosts with the suite.
///
/// A failure includes the last lines of the daemons' logs. The suite must be `.serialized`: its tests share the hosts.
public struct LabHosts: SuiteTrait, TestScoping {
    @TaskLocal static var current: [Engine: LabHost] = [:]

    /// A Boolean value that is false: the hosts serve the whole suite, not each test.
    public var isRecursive: Bool { false }

    /// Runs the suite between the start and the end of the hosts.
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
    /// A trait with one lab host per chosen engine for the suite.
    ///
    /// ``Engine/host`` returns it.
    public static var labHosts: Self { Self() }
}

extension Trait where Self == IssueHandlingTrait {
    /// A trait that adds the last lines of the daemons' logs to every failure.
    public static var daemonLogs: Self {
        .compactMapIssues { issue in
            // The testing library calls a trait of a suite for its tests and for the suite itself. The logs are added once.
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
