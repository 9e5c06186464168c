// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Reads the filters of other programs for forwarded packets.
///
/// On a thread and a socket of its own: rulesets and sets of other programs may be large.
actor FilterReader {
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: ThreadExecutor
    private let native: NativeFilters
    private let legacy: LegacyFilters

    init(in namespace: NetworkNamespace?) throws {
        executor = try ThreadExecutor(name: "mdnp-filters")
        native = NativeFilters(NFTables(try NetlinkSocket(.netfilter, in: namespace)))
        legacy = LegacyFilters(in: namespace)
    }

    /// The filters, in the order in which packets pass them as far as one kind of them is concerned.
    func filters() async throws -> [ForwardFilter] {
        try native.filters() + (try await legacy.filters())
    }
}
