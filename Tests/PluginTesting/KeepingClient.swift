// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A client that keeps its connection, and repeats a call only when Go's transport does.
///
/// That is if the connection was used before, and nothing of the call was written. Any other end without an answer is an error.
public final class KeepingClient {
    /// How many calls were repeated on a new connection.
    public private(set) var repetitions = 0

    private let socketPath: String
    private let redials: Duration
    private var kept: PluginClient?

    /// A client of a socket, where it tries to connect for a time.
    public init(socketPath: String, redials: Duration = .zero) {
        self.socketPath = socketPath
        self.redials = redials
    }

    /// Makes a call over the connection that is kept, or a new one.
    public func callAsFunction<Answer>(_ call: (PluginClient) throws -> Answer) throws -> Answer {
        if let kept {
            do {
                return try perform(call, over: kept)
            } catch let error as PluginCallError where error.isUnwritten {
                repetitions += 1
            }
        }
        return try perform(call, over: try connect())
    }

    /// Forgets the connection.
    public func disconnect() {
        kept = nil
    }

    private func perform<Answer>(_ call: (PluginClient) throws -> Answer, over client: PluginClient) throws -> Answer {
        kept = nil
        let answer = try call(client)
        kept = client.isLastAnswer ? nil : client
        return answer
    }

    private func connect() throws -> PluginClient {
        let deadline = ContinuousClock.now + redials
        while true {
            if let client = try PluginClient(socketPath: socketPath) { return client }
            guard ContinuousClock.now < deadline else { throw PluginCallError("nobody listens on \(socketPath)") }
            usleep(1000)
        }
    }
}
