// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

@testable import SQLiteStateStore

/// The data on disk before Docker gets a reply.
struct PowerCutTests {
    private static let pool = PoolID("p1")
    private static let lease = Lease(since: Timestamp(seconds: 1))

    private static var address: IPAddress { .v4(IPv4Address(rawValue: 0x0A01_0002)) }

    @Test func `pools and reservations survive a power cut`() throws {
        let prefix = try #require(Prefix("10.1.0.0/24"))
        let changes: [AddressChange] = [
            .leasePool(Pool(id: Self.pool, space: .local, prefix: prefix)), .releasePool(Self.pool),
            .reserve(.local, Self.address, name: "web"), .unreserve(.local, Self.address),
            .adoptUniqueLocalBlock(try #require(Prefix("fd07::/48"))),
        ]
        for change in changes { #expect(Change.addresses(change).outlivesPowerCut, "\(change)") }
    }

    @Test func `container addresses, which end with a power cut, do not wait for the disk`() {
        let changes: [AddressChange] = [
            .hold(Self.pool, Self.address, Self.lease), .rest(Self.pool, Self.address, Self.lease, order: 1),
            .forget(Self.pool, Self.address),
        ]
        for change in changes { #expect(!Change.addresses(change).outlivesPowerCut, "\(change)") }
    }
}
