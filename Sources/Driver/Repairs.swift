// SPDX-License-Identifier: Apache-2.0

public import IPAM
public import NetworkModel
import Synchronization

/// What mdnp put right that nobody asked for, since it started.
public final class Repairs: Sendable {
    /// What was put right.
    public typealias Kind = RepairKind

    /// How often something of a kind was put right.
    public struct Record: Hashable, Sendable {
        /// How often.
        public var times = 0
        /// When it was last.
        public var last = Timestamp(seconds: 0)
        /// What was done then.
        public var step = ""
    }

    private let records = Mutex<[Kind: Record]>([:])
    private let look = Mutex<Timestamp?>(nil)

    init() {}

    /// What was put right of each kind, those left out that never were.
    public var all: [Kind: Record] { records.withLock { $0 } }

    /// When the kernel was last compared with what should be, and made so.
    public var reconciled: Timestamp? { look.withLock { $0 } }

    /// Notes that it has just been.
    func noteReconciled() {
        look.withLock { $0 = .now }
    }

    /// Counts one more; answers how many there were by now.
    @discardableResult
    func add(_ kind: Kind, _ step: String) -> Int {
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
