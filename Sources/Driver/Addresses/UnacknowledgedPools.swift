// SPDX-License-Identifier: Apache-2.0

import IPAM
import Synchronization

/// Unacknowledged pools: the replies that offered them may have been lost when mdnp ended.
///
/// A repeated request gets the same pool again.
final class UnacknowledgedPools: Sendable {
    private let pools = Mutex<Set<PoolID>>([])

    /// The unacknowledged pools.
    var all: Set<PoolID> { pools.withLock { $0 } }

    func insert(_ found: [PoolID]) {
        pools.withLock { $0.formUnion(found) }
    }

    /// Removes a pool that Docker has requested again.
    func remove(_ id: PoolID) {
        pools.withLock { _ = $0.remove(id) }
    }
}
