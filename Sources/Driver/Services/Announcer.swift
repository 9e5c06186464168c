// SPDX-License-Identifier: Apache-2.0

import Logging
import NetworkModel
import Synchronization

/// Announces the addresses of joined endpoints to their neighbors, never within a call.
///
/// A neighbor that remembers another MAC address for an address would not reach the new container until the container sends.
public final class Announcer: Sendable {
    private struct State {
        var schedule = AnnouncementSchedule()
        var isFailing = false
    }

    private let dataplane: any Dataplane
    private let logger: Logger
    private let state = Mutex(State())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// The interval between checks of a schedule with entries.
    private static var tick: Duration { .milliseconds(100) }

    init(dataplane: any Dataplane, logger: Logger) {
        self.dataplane = dataplane
        self.logger = logger
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds endpoints that joined before the daemon started.
    func add(_ endpoints: [Endpoint]) {
        state.withLock { state in
            for endpoint in endpoints { state.schedule.add(endpoint) }
        }
    }

    /// Schedules announcements of an endpoint.
    func joined(_ endpoint: Endpoint, on network: Network) {
        state.withLock { $0.schedule.join(endpoint, on: network, at: .now) }
        signal.yield()
    }

    /// Schedules announcements of the gateways and endpoints of networks again.
    func announceAgain(_ networks: [(Network, endpoints: [Endpoint])]) {
        state.withLock { state in
            for (network, endpoints) in networks { state.schedule.announceAgain(network, with: endpoints, at: .now) }
        }
        signal.yield()
    }

    /// Removes an endpoint from the schedule.
    func left(_ endpoint: EndpointID, on network: NetworkID) {
        state.withLock { $0.schedule.leave(endpoint, on: network) }
    }

    /// Removes all endpoints of a network from the schedule.
    func removed(_ network: NetworkID) {
        state.withLock { $0.schedule.remove(network) }
    }

    /// Runs until the task is cancelled.
    public func run() async {
        for await _ in signals {
            while hasWork(), !Task.isCancelled {
                try? await Task.sleep(for: Self.tick)
                await announce(removeDue())
            }
        }
    }

    private func announce(_ announcements: [Announcement]) async {
        guard !announcements.isEmpty else { return }
        do {
            try await dataplane.announce(announcements)
            noteSuccess()
            logger.debug("addresses announced", metadata: ["count": "\(announcements.count)"])
        } catch {
            // Log one line for consecutive failures, not one for each container.
            if noteFailure() {
                logger.warning("cannot announce addresses to neighbors", metadata: ["cause": "\(error)"])
            }
        }
    }

    // The lock records its owner thread, so no function that suspends may inline these functions. In such a function, Swift 6.3 in release
    // builds locks on one thread and unlocks on another, which ends the process.

    @inline(never) private func hasWork() -> Bool { state.withLock { !$0.schedule.isEmpty } }

    @inline(never) private func removeDue() -> [Announcement] { state.withLock { $0.schedule.removeDue(at: .now) } }

    @inline(never) private func noteSuccess() { state.withLock { $0.isFailing = false } }

    /// Records a failure, and returns whether it is the first in a row.
    @inline(never) private func noteFailure() -> Bool {
        state.withLock { state in
            defer { state.isFailing = true }
            return !state.isFailing
        }
    }
}
