// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A client that repeats a call with its body until it gets a reply, whatever happens to the connection.
public final class RepeatingClient {
    /// The number of repeated calls.
    public private(set) var repetitions = 0

    private let socketPath: String
    private let timeout: Duration
    private var kept: PluginClient?

    /// Creates a client of a socket; a call without a reply within `timeout` is an error.
    public init(socketPath: String, timeout: Duration = .seconds(30)) {
        self.socketPath = socketPath
        self.timeout = timeout
    }

    /// Makes a call; a refusal is an error at once.
    public func callAsFunction<Answer>(_ call: (PluginClient) throws -> Answer) throws -> Answer {
        let deadline = ContinuousClock.now + timeout
        while true {
            do {
                if kept == nil { kept = try PluginClient(socketPath: socketPath) }
                guard let kept else { throw PluginCallError("no process listens on \(socketPath)") }
                return try call(kept)
            } catch let error as PluginCallError where error.message == nil && ContinuousClock.now < deadline {
                kept = nil
                repetitions += 1
                usleep(50_000)
            }
        }
    }
}
