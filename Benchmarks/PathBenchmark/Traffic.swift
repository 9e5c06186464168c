// SPDX-License-Identifier: Apache-2.0

import CTraffic
import LinuxSystem
import Measuring
import Synchronization

/// Both ends of one kind of traffic.
protocol Traffic: Sendable {
    /// The name in tables.
    var name: String { get }
    /// The metrics of a run.
    var metrics: [Metric] { get }
    /// A Boolean value that indicates whether both ends run on the same processor.
    ///
    /// The wake-up of an idle processor takes longer than the path: round trips between two processors hide the path.
    var sharesProcessor: Bool { get }

    /// Opens the port, in the server's network namespace.
    func open(_ port: UInt16) throws -> Socket
    /// Replies until the run has ended; returns the number of received packets or bytes.
    func serve(_ socket: Socket, until ending: Ending) throws -> Int
    /// Sends for a time, in the client's network namespace.
    func send(to target: Target, for duration: Duration) throws -> Samples
    /// Returns the value of each metric.
    func values(_ samples: Samples, received: Int) -> [Double]
}

/// A metric of a run.
struct Metric: Codable, Sendable {
    /// The name in tables, with the unit.
    let name: String
    /// The direction in which the metric improves.
    let better: Ratios.Better
    /// The number of digits after the point in tables.
    var digits = 0
}

/// The measurements of a run.
struct Samples: Sendable {
    /// The single values.
    var values: [Double]
    /// The time from the first to the last, in seconds.
    var seconds: Double
}

/// Signals the end of a run to its server.
final class Ending: Sendable {
    private let flag = Atomic(false)

    /// A Boolean value that indicates whether the run has ended.
    var hasCome: Bool { flag.load(ordering: .acquiring) }

    /// Ends the run.
    func come() { flag.store(true, ordering: .releasing) }
}

extension Traffic {
    /// Runs both ends, each on its own thread, and returns the value of each metric.
    func run(on path: Path, for duration: Duration) async throws -> [Double] {
        let ending = Ending()
        let socket = try await path.server.run { try open(path.port) }
        // The server thread may still reference the socket after its end; the next run needs the port.
        defer { socket.close() }
        async let received = path.server.run {
            try pin(last: sharesProcessor)
            return try serve(socket, until: ending)
        }
        let sent: Result<Samples, any Error>
        do {
            sent = .success(
                try await path.client.run {
                    try pin(last: true)
                    return try send(to: path.target, for: duration)
                }
            )
        } catch {
            sent = .failure(error)
        }
        ending.come()
        let count = try await received
        return values(try sent.get(), received: count)
    }

    private func pin(last: Bool) throws(SyscallError) {
        guard ctraffic_pin(last) == 0 else { throw SyscallError(lastOf: "pin", subject: "thread") }
    }
}
