// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import LinuxSystem
import PluginTesting
import Synchronization
import Testing

@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct AddressCrashTests {
    private static let clients = 8
    private static let rounds = 50
    /// The calls of a client per round: too few for a resting address to be assigned again, since more addresses rest than are ever
    /// released.
    private nonisolated static let callsPerRound = 100
    private static let roundsPerPool = 10

    @Test(arguments: [UInt64(20_261_124)])
    func `every acknowledged lease and release survives a kill at any moment, and no address is assigned twice`(
        seed: UInt64
    ) async throws {
        let daemon = try Daemon()
        var random = SeededGenerator(seed: seed)
        var pools: [String] = []
        var ledger = Ledger()
        try daemon.process.start()
        for round in 0..<Self.rounds {
            if round.isMultiple(of: Self.roundsPerPool) {
                for pool in pools { try daemon.process.connect().releasePool(pool) }
                pools = try [
                    daemon.process.connect().requestPool("10.\(round).0.0/16").id,
                    daemon.process.connect().requestPool(isIPv6: true).id,
                ]
                ledger = Ledger()
            }
            try await work(
                daemon.process,
                pools,
                ledger,
                seed: random.next(),
                for: Int.random(in: 0..<60, using: &random)
            )
            try daemon.process.start()
            #expect(Set(try daemon.process.pools.compactMap(\.id)) == Set(pools), "round \(round)")
            try check(ledger, daemon.process, pools, round: round, &random)
        }
    }

    /// Runs clients that lease and release addresses, and kills the daemon after some milliseconds.
    private func work(
        _ process: DaemonProcess,
        _ pools: [String],
        _ ledger: Ledger,
        seed: UInt64,
        for milliseconds: Int
    ) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<Self.clients {
                group.addTask {
                    try await OwnThread.beside {
                        guard let client = try? process.connect() else { return }
                        var random = SeededGenerator(seed: seed &+ UInt64(number))
                        for _ in 0..<Self.callsPerRound {
                            let pool = pools[Int.random(in: 0..<pools.count, using: &random)]
                            guard try ledger.call(client, pool, &random) else { return }
                        }
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(milliseconds))
            process.kill()
            try await group.waitForAll()
        }
    }

    /// Compares the pools of the daemon with the ledger of the clients.
    private func check(
        _ ledger: Ledger,
        _ process: DaemonProcess,
        _ pools: [String],
        round: Int,
        _ random: inout SeededGenerator
    ) throws {
        let client = try process.connect()
        var kept: Set<LeasedAddress> = []
        for pool in try process.pools {
            let id = try #require(pool.id)
            kept.formUnion(pool.addresses("held").map { LeasedAddress(pool: id, address: $0) })
        }
        let (held, unanswered, requests, released) = ledger.book
        #expect(ledger.twice.isEmpty, "round \(round): held twice")
        #expect(held.isSubset(of: kept), "round \(round): answered and lost")
        // Addresses that requests without a reply assigned.
        let others = kept.subtracting(held).subtracting(unanswered)
        #expect(others.count <= requests, "round \(round): without a holder")
        #expect(others.isDisjoint(with: released), "round \(round): released and held again")
        for leased in held.shuffled(using: &random).prefix(10) {
            let error = #expect(throws: PluginCallError.self) {
                try client.requestAddress(leased.address, of: leased.pool)
            }
            #expect(error?.message?.contains("is in use by ") == true)
        }
        for leased in ledger.releasedLately.shuffled(using: &random).prefix(5) {
            #expect(try !client.requestAddress(leased.address, of: leased.pool).isEmpty)
            try client.releaseAddress(leased.address, of: leased.pool)
        }
        // Docker would release these addresses sooner or later.
        for leased in others.union(unanswered) { try client.releaseAddress(leased.address, of: leased.pool) }
        ledger.settle()
    }
}

/// An address of a pool.
private struct LeasedAddress: Hashable {
    let pool: String
    let address: String
}

/// The replies that the clients received.
private final class Ledger: Sendable {
    private struct Book {
        var held: Set<LeasedAddress> = []
        /// Addresses that were assigned while they were held.
        var twice: [String] = []
        /// Addresses with an acknowledged release: those since the last kill, and all of them.
        var releasedLately: Set<LeasedAddress> = []
        var released: Set<LeasedAddress> = []
        /// Addresses whose release got no reply.
        var unanswered: Set<LeasedAddress> = []
        /// The number of address requests without a reply.
        var requests = 0
    }

    private let state = Mutex(Book())

    var book: (held: Set<LeasedAddress>, unanswered: Set<LeasedAddress>, requests: Int, released: Set<LeasedAddress>) {
        state.withLock { ($0.held, $0.unanswered, $0.requests, $0.released) }
    }

    var twice: [String] { state.withLock(\.twice) }

    var releasedLately: Set<LeasedAddress> { state.withLock(\.releasedLately) }

    /// Makes one random call; returns false if the daemon has ended.
    func call(_ client: PluginClient, _ pool: String, _ random: inout SeededGenerator) throws -> Bool {
        // Two of three calls are leases, so the number of held addresses grows.
        let mine = Int.random(in: 0..<3, using: &random) == 0 ? take(using: &random) : nil
        do {
            if let mine {
                try client.releaseAddress(mine.address, of: mine.pool)
                state.withLock { book in
                    book.releasedLately.insert(mine)
                    book.released.insert(mine)
                }
            } else {
                let address = try client.requestAddress(of: pool)
                let leased = LeasedAddress(pool: pool, address: String(address.prefix { $0 != "/" }))
                state.withLock { book in
                    if !book.held.insert(leased).inserted { book.twice.append(address) }
                }
            }
            return true
        } catch let error as PluginCallError where error.message == nil {
            state.withLock { book in
                if let mine { book.unanswered.insert(mine) } else { book.requests += 1 }
            }
            return false
        }
    }

    /// Clears the calls without a reply, since their outcome is known by now.
    func settle() {
        state.withLock { book in
            book.released.formUnion(book.unanswered)
            book.unanswered = []
            book.requests = 0
            book.releasedLately = []
        }
    }

    /// Removes a random held address from the ledger, so that no other client releases it.
    private func take(using random: inout SeededGenerator) -> LeasedAddress? {
        state.withLock { book in
            guard let leased = book.held.randomElement(using: &random) else { return nil }
            book.held.remove(leased)
            return leased
        }
    }
}
