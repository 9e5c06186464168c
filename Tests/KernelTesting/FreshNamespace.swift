// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import Testing

/// Gives every case of a test a network namespace of its own, with `lo` down and nothing else in it.
public struct FreshNamespace: TestTrait, SuiteTrait, TestScoping {
    /// The namespace of the running test case.
    @TaskLocal static var current: NetworkNamespace?

    /// A trait on a suite is one on each of its tests.
    public var isRecursive: Bool { true }

    /// Runs one case inside the scope of a new namespace.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await Self.$current.withValue(try NetworkNamespace.new(), operation: function)
    }
}

extension Trait where Self == FreshNamespace {
    /// A network namespace for each case alone, which ``LinuxSystem/NetworkNamespace/ofTest`` gives.
    public static var freshNamespace: Self { Self() }
}

extension NetworkNamespace {
    /// The namespace of the running test case, which has the trait ``Testing/Trait/freshNamespace``.
    public static var ofTest: NetworkNamespace {
        get throws {
            try #require(FreshNamespace.current, "the test lacks the trait .freshNamespace")
        }
    }
}
