// SPDX-License-Identifier: Apache-2.0

public import IPAM
public import NetworkModel
import Synchronization

/// The repairs by mdnp since its start.
public final class Repairs: Sendable {
    /// The kind of a repaired object.
    public typealias Kind = RepairKind

    /// The repairs of one kind.
    public struct Record: Hashable, Sendable {
        /// The number of repairs.
        public var times = 0
        /// The time of the last one.
        public var last = Timestamp(seconds: 0)
        /// The step of the last one.
        public var step = ""
    }

    private let records = Mutex<[Kind: Record]>([:])
    private let lastReconciled = Mutex<Timestamp?>(nil)

    init() {}

    /// The repairs by kind, without kinds that were never repaired.
    public var all: [Kind: Record] { records.withLock { $0 } }

    /// The time at which the kernel was last compared with the desired state and repaired.
    public var reconciled: Timestamp? { lastReconciled.withLock { $0 } }

    /// Sets the time of the last comparison to now.
    func noteReconciled() {
        lastReconciled.withLock { $0 = .now }
    }

    /// Counts a repair, and returns the number of that kind so far.
    @discardableResult
    func add(_ kind: Kind, step: String) -> Int {
        records.withLock { records in
            var record = records[kind] ?? Record()
            record.times += 1
            record.last = .now
            record.step = step
            records[kind] = record
            return record.times
        }
    }
}
