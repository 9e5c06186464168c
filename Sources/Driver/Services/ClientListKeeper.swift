// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel

/// Fills the client lists of the firewall, beside the calls.
///
/// The keeper runs after a start, and whenever the firewall was replaced or another program may have changed a list. An incomplete list
/// admits fewer clients than it should, never more.
public final class ClientListKeeper: Sendable {
    private let store: any StateStore
    private let dataplane: any Dataplane
    private let logger: Logger
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The pause after a failure: the firewall may be in repair.
    private static var rest: Duration { .milliseconds(500) }

    init(store: any StateStore, dataplane: any Dataplane, logger: Logger) {
        self.store = store
        self.dataplane = dataplane
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Starts a pass over all unfilled lists.
    func wake() {
        signal.yield()
    }

    /// Runs until the task is cancelled.
    public func run() async {
        for await _ in signals {
            var cause: String?
            repeat {
                let failure = await fill()
                if let failure, failure != cause {
                    logger.warning("cannot fill client list", metadata: ["cause": "\(failure)"])
                }
                cause = failure
                if failure != nil { try? await Task.sleep(for: Self.rest) }
            } while cause != nil && !Task.isCancelled
        }
    }

    /// Fills each list, and returns the first failure.
    private func fill() async -> String? {
        var failure: String?
        do {
            for list in try await store.read(\.clientLists) {
                do throws(DataplaneError) {
                    try await dataplane.fill([list])
                } catch {
                    // The network or the endpoint of a list may be gone by now, and the list with it.
                    if try await store.read({ $0.clientLists.contains(list) }) { failure = failure ?? "\(error)" }
                }
            }
        } catch {
            failure = "\(error)"
        }
        return failure
    }
}
