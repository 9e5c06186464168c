// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem

/// A command that looks at (or prepares) a namespace independently of what is being tested.
public struct Witness: Sendable {
    /// The namespace that it looks at.
    public let namespace: NetworkNamespace

    /// A witness of a namespace.
    public init(_ namespace: NetworkNamespace) {
        self.namespace = namespace
    }

    /// Runs a command found in `PATH` inside the namespace and returns its standard output.
    ///
    /// Throws ``CommandError`` with what it printed when it does not exit with 0.
    @discardableResult
    public func callAsFunction(_ command: String..., input: String = "") async throws -> String {
        // A child process is made from the thread inside, and so it is inside too.
        let outcome = try await namespace.run { try Command(command).run(input: input, timeLimit: .seconds(60)) }
        guard outcome.code == 0 else { throw CommandError(words: command, code: outcome.code, output: outcome.output) }
        return outcome.output
    }
}
