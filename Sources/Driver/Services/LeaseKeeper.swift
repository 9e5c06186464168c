// SPDX-License-Identifier: Apache-2.0

import IPAM
import Logging
import NetworkModel

/// Frees container addresses of mdnp networks that no endpoint has.
///
/// The call that should have released such an address, or used it, was lost.
public struct LeaseKeeper: Sendable {
    private let store: DriverStore
    private let authority: any AddressAuthority
    private let logger: Logger
    private let grace: Duration

    init(store: DriverStore, authority: any AddressAuthority, logger: Logger, grace: Duration) {
        self.store = store
        self.authority = authority
        self.logger = logger
        self.grace = grace
    }

    /// Runs until the task is cancelled.
    public func run() async {
        var seen: [LeasedAddress: ContinuousClock.Instant] = [:]
        while !Task.isCancelled {
            try? await Task.sleep(for: max(grace / 4, .milliseconds(10)))
            do {
                let now = ContinuousClock.now
                let orphans = try await store.read(\.orphans)
                seen = seen.filter { orphans.contains($0.key) }
                for orphan in orphans where seen[orphan] == nil { seen[orphan] = now }
                let overdue = orphans.filter { orphan in seen[orphan].map { now - $0 >= grace } ?? false }
                guard !overdue.isEmpty else { continue }
                try await free(overdue)
            } catch {
                logger.error("cannot free addresses", metadata: ["cause": "\(error)"])
            }
        }
    }

    /// Frees the addresses that still have no endpoint.
    private func free(_ overdue: Set<LeasedAddress>) async throws(AddressError) {
        let freed = try await authority.releaseOrphans(among: overdue)
        for address in freed {
            logger.notice("address freed: no endpoint used it", metadata: ["address": "\(address.address)"])
        }
    }
}
