// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// One line of work per lane: what enters the same lane runs one after the other, in the order it came; different lanes run side by side.
///
/// Work that has begun, or waits, is not given up when the task that brought it is cancelled: Docker may have gone away, but the half of
/// a change that is done is not undone by that.
///
/// A task that enters lanes in the wrong order gets an error at once. One call fails then, as after any failure, and all others go on: the end of
/// the process would cut off every call and each relayed connection.
final class Lanes: Sendable {
    /// The lane of the highest rank that the task is in.
    @TaskLocal private static var held: Lane?

    /// Who waits behind the one that runs, by lane; a lane that is not here is free.
    private let lanes = Mutex<[Lane: [CheckedContinuation<Void, Never>]]>([:])

    /// Runs the work once everything that entered the lane before it is done.
    ///
    /// - Throws: ``DriverError/lane(_:)`` if the task is in a lane of the same or a higher rank, and what the work throws.
    func run<Outcome>(
        on lane: Lane,
        _ work: () async throws(DriverError) -> Outcome
    ) async throws(DriverError) -> Outcome {
        if let held = Self.held, lane.rank <= held.rank { throw .lane(LaneError(lane: lane, held: held)) }
        await enter(lane)
        defer { leave(lane) }
        // `withValue` rethrows without the type.
        let result: Result<Outcome, DriverError> = await Self.$held.withValue(lane) {
            do throws(DriverError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// How many lanes are in use.
    var inUse: Int { lanes.withLock(\.count) }

    /// How much work waits behind what runs in a lane.
    func waiting(on key: Lane) -> Int { lanes.withLock { $0[key]?.count ?? 0 } }

    private func enter(_ key: Lane) async {
        // A free lane is taken without a pause, which is how nearly every call finds it.
        if lanes.withLock({ $0.takeIfFree(key) }) { return }
        await withCheckedContinuation { continuation in
            let isMine = lanes.withLock { lanes in
                if lanes.takeIfFree(key) { return true }
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
    fileprivate mutating func takeIfFree(_ key: Key) -> Bool {
        guard self[key] == nil else { return false }
        self[key] = Value()
        return true
    }
}
