// SPDX-License-Identifier: Apache-2.0

import IPAM
import Synchronization

/// Pools whose answer may have been lost when mdnp ended the last time: asked for once more, they are the answer again.
final class UnheardPools: Sendable {
    private let pools = Mutex<Set<PoolID>>([])

    /// The pools.
    var all: Set<PoolID> { pools.withLock { $0 } }

    func insert(_ found: [PoolID]) {
        pools.withLock { $0.formUnion(found) }
    }

    /// Docker has heard of it.
    func remove(_ id: PoolID) {
        pools.withLock { _ = $0.remove(id) }
    }
}
