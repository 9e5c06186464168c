// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink
import NetlinkWire
import NetworkModel

/// Reads the filters of other programs for forwarded packets.
///
/// The actor has its own thread and socket: rulesets and sets of other programs may be large.
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

    /// Returns the filters, each kind in the order in which packets pass them.
    func filters() async throws -> [ForwardFilter] {
        try native.filters() + (try await legacy.filters())
    }
}
