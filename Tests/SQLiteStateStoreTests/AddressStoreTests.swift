// SPDX-License-Identifier: Apache-2.0

import Addressing
import GRDB
import IPAM
import NetworkModel
import Testing

@testable import SQLiteStateStore

/// The storage of pools and addresses.
struct AddressStoreTests {
    private static func pool(_ subnet: String, space: AddressSpace = .local, range: String? = nil) throws -> Pool {
        Pool(
            id: PoolID(subnet),
            space: space,
            prefix: try #require(Prefix(subnet)),
            range: range.flatMap { Prefix($0) },
            isAutomatic: space == .local
        )
    }

    private static func lease(_ name: String? = nil, _ purpose: Lease.Purpose = .address, since: Int64 = 7) -> Lease {
        Lease(purpose: purpose, name: name, since: Timestamp(seconds: since))
    }

    private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// Commits changes like one run of mdnp; the file is closed afterwards.
    private static func commit(_ changes: [AddressChange], to file: TemporaryFile) async throws {
        try await SQLiteStateStore(path: file.path).commit { _ in Decision(changes.map { .addresses($0) }, outcome: ())
        }
    }

    private static func state(_ changes: [AddressChange]) -> DesiredState {
        changes.reduce(into: DesiredState()) { $0.apply(.addresses($1)) }
    }

    @Test func `every change survives a restart, committed alone or together with all others`()
        async throws
    {
        let (ipv4, ipv6) = (
            try Self.pool("10.1.0.0/16", range: "10.1.4.0/24"), try Self.pool("fd00:1::/64", space: .global)
        )
        let changes: [AddressChange] = [
            .adoptUniqueLocalBlock(try #require(Prefix("fd12:3456:789a::/48"))),
            .leasePool(ipv4), .leasePool(ipv6), .leasePool(try Self.pool("10.2.0.0/24")),
            .hold(ipv4.id, try Self.address("10.1.0.1"), Self.lease(nil, .gateway)),
            .hold(ipv4.id, try Self.address("10.1.0.2"), Self.lease("web")),
            .hold(ipv4.id, try Self.address("10.1.0.3"), Self.lease("it's; a \"name\"")),
            .hold(ipv4.id, try Self.address("10.1.0.4"), Self.lease()),
            .hold(ipv6.id, try Self.address("fd00:1::1"), Self.lease("web", since: -1)),
            .reserve(.local, try Self.address("10.1.0.2"), name: "web"),
            .reserve(.local, try Self.address("10.9.0.7"), name: "db"),
            .reserve(.global, try Self.address("fd00:1::9"), name: "db"),
            .rest(ipv4.id, try Self.address("10.1.0.3"), Self.lease("it's; a \"name\"", since: 8), order: 0),
            .rest(ipv4.id, try Self.address("10.1.0.4"), Self.lease(since: 9), order: 1),
            .hold(ipv4.id, try Self.address("10.1.0.3"), Self.lease("db", .gateway, since: 10)),
            .forget(ipv4.id, try Self.address("10.1.0.2")), .forget(ipv4.id, try Self.address("10.1.0.99")),
            .unreserve(.local, try Self.address("10.9.0.7")), .releasePool(PoolID("10.2.0.0/24")),
        ]
        let (alone, together) = (TemporaryFile(), TemporaryFile())
        for end in changes.indices {
            try await Self.commit([changes[end]], to: alone)
            let expected = Self.state(Array(changes[...end]))
            #expect(try await SQLiteStateStore(path: alone.path).read { $0 } == expected, "\(changes[end])")
        }
        try await Self.commit(changes, to: together)
        #expect(try await SQLiteStateStore(path: together.path).read { $0 } == Self.state(changes))
    }

    @Test func `resting addresses keep their order after a restart`() async throws {
        let file = TemporaryFile()
        let pool = try Self.pool("10.1.0.0/29")
        let (first, second) = (try Self.address("10.1.0.6"), try Self.address("10.1.0.2"))
        let others = try [1, 3, 4, 5].map { try Self.address("10.1.0.\($0)") }
        let changes: [AddressChange] =
            [.leasePool(pool)] + (others + [first, second]).map { .hold(pool.id, $0, Self.lease()) } + [
                .rest(pool.id, first, Self.lease(), order: 0), .rest(pool.id, second, Self.lease(), order: 1),
            ]
        try await Self.commit(changes, to: file)
        let store = try SQLiteStateStore(path: file.path)
        for expected in [first, second] {
            let given = try await store.commit { state throws(Refusal) in
                try state.leasing(AddressRequest(pool: pool.id), at: Timestamp(seconds: 9))
            }
            #expect(given.address == expected)
        }
    }

    @Test func `the search for automatic pools keeps its position after a restart, even if that pool is released`()
        async throws
    {
        let file = TemporaryFile()
        let range = try #require(PoolRange("10.128.0.0/9/24"))
        func lease(_ id: String) async throws -> Pool {
            try await SQLiteStateStore(path: file.path).commit { state throws(Refusal) in
                let sources = PoolSources(
                    id: PoolID(id),
                    ranges: [range],
                    chance: 0,
                    routes: [],
                    now: Timestamp(seconds: 0)
                )
                let request = PoolRequest(space: AddressSpace.local.rawValue, family: .v4)
                let decision = try state.leasing(request, with: PoolOptions(), from: sources)
                return Decision(decision.changes, outcome: decision.outcome.pool)
            }
        }
        #expect(try await lease("a").prefix.description == "10.128.0.0/24")
        #expect(try await lease("b").prefix.description == "10.128.1.0/24")
        for id in ["a", "b"] { try await Self.commit([.releasePool(PoolID(id))], to: file) }
        #expect(try await lease("c").prefix.description == "10.128.2.0/24")
    }

    @Test func `the database refuses a second holder of an address, and stores no part of the commit`()
        async throws
    {
        let file = TemporaryFile()
        let store = try SQLiteStateStore(path: file.path)
        let pool = try Self.pool("10.1.0.0/24")
        let address = try Self.address("10.1.0.7")
        try await store.commit { _ in
            Decision(
                [.addresses(.leasePool(pool)), .addresses(.hold(pool.id, address, Self.lease("web")))],
                outcome: ()
            )
        }
        let before = try await store.read { $0 }
        // The decision does not read the state.
        let twice = AddressChange.hold(pool.id, address, Self.lease("db"))
        let other = AddressChange.hold(pool.id, try Self.address("10.1.0.8"), Self.lease("db"))
        for changes in [[twice], [other, twice], [twice, other]] {
            let error = await #expect(throws: StateError.self) {
                try await store.commit { _ in Decision(changes.map { .addresses($0) }, outcome: ()) }
            }
            #expect(
                error?.description
                    == "commit the state \(file.path): address 10.1.0.7 of pool 10.1.0.0/24 is already leased"
            )
            #expect(try await store.read { $0 } == before)
        }
        try await store.commit { _ in Decision([.addresses(other)], outcome: ()) }
        #expect(try await store.read { $0.addresses.usages.map(\.held) } == [2])
    }

    @Test func `an address of no pool, and a second pool of one block, are refused`() async throws {
        let store = try SQLiteStateStore()
        let pool = try Self.pool("10.1.0.0/24")
        let address = try Self.address("10.1.0.7")
        let homeless = await #expect(throws: StateError.self) {
            try await store.commit { _ in Decision([.addresses(.hold(pool.id, address, Self.lease()))], outcome: ()) }
        }
        #expect(homeless?.description == "commit the state: FOREIGN KEY constraint failed")
        try await store.commit { _ in Decision([.addresses(.leasePool(pool))], outcome: ()) }
        let twin = Pool(id: PoolID("twin"), space: pool.space, prefix: pool.prefix)
        let second = await #expect(throws: StateError.self) {
            try await store.commit { _ in Decision([.addresses(.leasePool(twin))], outcome: ()) }
        }
        #expect(second?.description == "commit the state: UNIQUE constraint failed: pool.space, pool.prefix")
        #expect(try await store.read { $0.addresses.usages.map(\.pool) } == [pool])
    }

    @Test(arguments: [
        ("UPDATE pool SET space = 'mars'", "pool 10.1.0.0/24: invalid space"),
        ("UPDATE pool SET prefix = '10.1.0.7/24'", "pool 10.1.0.7/24: invalid prefix"),
        ("UPDATE pool SET range = 'half'", "pool 10.1.0.0/24: invalid range"),
        ("UPDATE address SET address = 'here'", "address here: invalid address"),
        ("UPDATE address SET purpose = 'none'", "address 10.1.0.7: invalid purpose"),
        ("UPDATE address SET rest = -1", "address 10.1.0.7: invalid rest"),
        ("UPDATE reservation SET space = 'mars'", "reservation of 10.1.0.9: invalid space"),
        ("UPDATE last_chosen_pool SET prefix = ''", "last chosen pool : invalid prefix"),
        ("UPDATE unique_local_block SET prefix = 'fd'", "unique local block fd: invalid prefix"),
    ])
    func `an unreadable address row is refused by name`(sql: String, line: String) async throws {
        let file = TemporaryFile()
        let pool = try Self.pool("10.1.0.0/24")
        let changes: [AddressChange] = [
            .leasePool(pool), .hold(pool.id, try Self.address("10.1.0.7"), Self.lease()),
            .reserve(.local, try Self.address("10.1.0.9"), name: "web"),
            .adoptUniqueLocalBlock(try #require(Prefix("fd12:3456:789a::/48"))),
        ]
        try await Self.commit(changes, to: file)
        let queue = try DatabaseQueue(path: file.path)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
        let error = #expect(throws: StateError.self) { try SQLiteStateStore(path: file.path) }
        #expect(error?.description == "open the state \(file.path): \(line)")
    }
}
