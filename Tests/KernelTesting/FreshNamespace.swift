// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import Testing

/// A trait that runs each case of a test in a new network namespace, with only `lo`, which is down.
public struct FreshNamespace: TestTrait, SuiteTrait, TestScoping {
    /// The namespace of the running test case.
    @TaskLocal static var current: NetworkNamespace?

    /// A Boolean value that applies the trait of a suite to each of its tests.
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
    /// A trait that gives each case a network namespace of its own, ``LinuxSystem/NetworkNamespace/ofTest``.
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
