// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A client that keeps its connection, and repeats a call only under the conditions of Go's HTTP transport.
///
/// The transport repeats a call if the connection was used before and no byte of the call was written. Any other end without a reply is an
/// error.
public final class KeepingClient {
    /// The number of calls that were repeated on a new connection.
    public private(set) var repetitions = 0

    private let socketPath: String
    private let redials: Duration
    private var kept: PluginClient?

    /// Creates a client of a socket that tries to connect for a time.
    public init(socketPath: String, redials: Duration = .zero) {
        self.socketPath = socketPath
        self.redials = redials
    }

    /// Makes a call over the kept connection, or over a new one.
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

    /// Drops the connection.
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
            guard ContinuousClock.now < deadline else { throw PluginCallError("no process listens on \(socketPath)") }
            usleep(1000)
        }
    }
}
