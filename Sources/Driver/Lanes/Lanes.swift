// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The queues of all lanes: work in one lane runs in the order of its arrival; different lanes run concurrently.
///
/// Work that runs or waits continues after the cancellation of its task. Docker may have closed the connection, but a half-finished change
/// must still be completed.
///
/// A task that enters lanes in the wrong order gets an error at once. Only this call fails, as after any failure. A crash of the process
/// would abort every call and every relayed connection.
final class Lanes: Sendable {
    /// The lane of the highest rank that the task is in.
    @TaskLocal private static var held: Lane?

    /// The tasks that wait behind the running one, by lane; a free lane has no entry.
    private let lanes = Mutex<[Lane: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs work after all earlier work of the lane.
    ///
    /// - Throws: ``DriverError/lane(_:)`` if the task is in a lane of the same or a higher rank, and what the work throws.
    func run<Outcome>(
        on lane: Lane,
        _ work: () async throws(DriverError) -> Outcome
    ) async throws(DriverError) -> Outcome {
        if let held = Self.held, lane.rank <= held.rank { throw .lane(LaneError(lane: lane, held: held)) }
        await enter(lane)
        defer { leave(lane) }
        // `withValue` rethrows without the error type.
        let result: Result<Outcome, DriverError> = await Self.$held.withValue(lane) {
            do throws(DriverError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The number of lanes in use.
    var inUse: Int { lanes.withLock(\.count) }

    /// The number of tasks that wait in a lane.
    func waiting(on key: Lane) -> Int { lanes.withLock { $0[key]?.count ?? 0 } }

    private func enter(_ key: Lane) async {
        // Most calls find a free lane, and enter it without suspension.
        if lanes.withLock({ $0.enterIfFree(key) }) { return }
        await withCheckedContinuation { continuation in
            let isMine = lanes.withLock { lanes in
                if lanes.enterIfFree(key) { return true }
                lanes[key]?.append(continuation)
                return false
            }
            if isMine { continuation.resume() }
        }
    }

    private func leave(_ key: Lane) {
        let next = lanes.withLock { lanes -> CheckedContinuation<Void, Never>? in
            guard let waiting = lanes[key], !waiting.isEmpty else {
                lanes[key] = nil
                return nil
            }
            return lanes[key]?.removeFirst()
        }
        next?.resume()
    }
}

extension Dictionary where Value: RangeReplaceableCollection {
    fileprivate mutating func enterIfFree(_ key: Key) -> Bool {
        guard self[key] == nil else { return false }
        self[key] = Value()
        return true
    }
}
