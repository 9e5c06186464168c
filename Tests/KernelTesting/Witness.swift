// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem

/// A runner of commands that inspect or prepare a namespace independently of the code under test.
public struct Witness: Sendable {
    /// The inspected namespace.
    public let namespace: NetworkNamespace

    /// Creates a witness of a namespace.
    public init(_ namespace: NetworkNamespace) {
        self.namespace = namespace
    }

    /// Runs a command found in `PATH` inside the namespace and returns its standard output.
    ///
    /// - Throws: ``CommandError`` with the output if the exit code is not 0.
    @discardableResult
    public func callAsFunction(_ command: String..., input: String = "") async throws -> String {
        // The child process inherits the namespace of the calling thread.
        let outcome = try await namespace.run { try Command(command).run(input: input, timeLimit: .seconds(60)) }
        guard outcome.code == 0 else { throw CommandError(words: command, code: outcome.code, output: outcome.output) }
        return outcome.output
    }
}
