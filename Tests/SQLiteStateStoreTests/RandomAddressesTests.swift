// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import SQLiteStateStore
import Testing

/// The state in memory and in the file never differ.
struct RandomAddressesTests {
    @Test(arguments: [UInt64(1), 20_261_124])
    func `after 2000 random changes, the stored state equals the state in memory`(
        seed: UInt64
    ) async throws {
        let file = TemporaryFile()
        var random = SeededGenerator(seed: seed)
        var store: SQLiteStateStore? = try SQLiteStateStore(path: file.path)
        let kept = try Self.kept
        try await store?.commit { _ in Decision(kept, outcome: ()) }
        var last = DesiredState()
        for round in 0..<20 {
            for _ in 0..<100 { try await Self.change(try #require(store), &random) }
            last = try await #require(store).read { $0 }
            store = nil
            store = try SQLiteStateStore(path: file.path)
            let read = try await #require(store).read { $0 }
            #expect(read == last, "round \(round)")
            let answers = Self.answers(of: last)
            #expect(Set(Self.answers(of: read)).subtracting(answers).isEmpty, "round \(round)")
        }
        #expect(last.addresses.usages.contains { $0.held > 0 && $0.resting > 0 })
        #expect(last.addresses.allReservations.count > 2)
    }

    /// The constant part: a pool and a reservation in either space.
    private static var kept: [Change] {
        get throws {
            let prefix = try #require(Prefix("10.77.0.0/24"))
            return AddressSpace.allCases.flatMap { space -> [Change] in
                let pool = Pool(id: PoolID("kept-\(space.rawValue)"), space: space, prefix: prefix)
                return [
                    .addresses(.leasePool(pool)), .addresses(.reserve(space, prefix.last, name: "kept")),
                ]
            }
        }
    }

    /// Returns the next address for a container of any name, in each pool.
    private static func answers(of state: DesiredState) -> [String] {
        state.addresses.usages.flatMap { usage in
            ([nil] + (0..<8).map { "name\($0)" }).map { name in
                let request = AddressRequest(pool: usage.pool.id, name: name)
                let answer = try? state.leasing(request, at: Timestamp(seconds: 0)).outcome.description
                return "\(usage.pool.prefix) \(name ?? "-"): \(answer ?? "none")"
            }
        }
    }

    /// Commits a random call; a refused call has no effect.
    private static func change(_ store: SQLiteStateStore, _ random: inout SeededGenerator) async throws {
        let (number, seed) = (random.next(), random.next())
        do throws(StateError) {
            try await store.commit { state throws(Refusal) in
                var choice = SeededGenerator(seed: seed)
                return Decision(try changes(of: state, number: number, &choice), outcome: ())
            }
        } catch {
            guard case .refused = error else { throw error }
        }
    }

    private static func changes(
        of state: DesiredState,
        number: UInt64,
        _ choice: inout SeededGenerator
    ) throws(Refusal) -> [Change] {
        let now = Timestamp(seconds: Int64(number >> 32))
        let pools = state.addresses.usages.map(\.pool)
        // A low number of pools leads to more changes in each.
        let kind = pools.count < 6 ? 0 : Int.random(in: 0..<100, using: &choice)
        guard kind >= 5, let pool = pools.randomElement(using: &choice) else {
            return try leasing(state, number: number, now, &choice)
        }
        let name = Bool.random(using: &choice) ? "name\(Int.random(in: 0..<8, using: &choice))" : nil
        let address = address(of: pool, &choice)
        switch kind {
        case 5..<50:
            let isGateway = Int.random(in: 0..<10, using: &choice) == 0
            let wanted = AddressRequest(
                pool: pool.id,
                address: Bool.random(using: &choice) ? address : nil,
                purpose: isGateway ? .gateway : .address,
                name: name
            )
            return try state.leasing(wanted, at: now).changes
        case 50..<85:
            let held = state.addresses.addresses(of: pool.id).randomElement(using: &choice)
            return state.releasing(held?.address ?? address, of: pool.id, at: now).changes
        case 85..<93: return try state.reserving([address], in: pool.id.text, for: name ?? "nobody")
        case 93..<98:
            let reserved = state.addresses.allReservations.filter { $0.name != "kept" }
                .randomElement(using: &choice)
            guard let reserved else { return [] }
            return state.addresses.unreserving(reserved.address, in: reserved.space).map { .addresses($0) }
        default:
            return pool.id.text.hasPrefix("kept") ? [] : state.addresses.releasing(pool.id).map { .addresses($0) }
        }
    }

    private static func leasing(
        _ state: DesiredState,
        number: UInt64,
        _ now: Timestamp,
        _ choice: inout SeededGenerator
    ) throws(Refusal) -> [Change] {
        let space = AddressSpace.allCases.randomElement(using: &choice) ?? .local
        let isIPv6 = Bool.random(using: &choice)
        let prefix = isIPv6 ? "fd00:\(number & 7)::/120" : "10.\(number & 7).0.0/28"
        let request = PoolRequest(
            space: space.rawValue,
            family: isIPv6 ? .v6 : .v4,
            prefix: Bool.random(using: &choice) ? Prefix(prefix) : nil
        )
        let sources = PoolSources(
            id: PoolID("pool-\(number)"),
            ranges: PoolRange.standard,
            chance: number,
            routes: [],
            now: now
        )
        let options = PoolOptions(gateway: [nil, .first, .last].randomElement(using: &choice) ?? nil)
        return try state.leasing(request, with: options, from: sources).changes
    }

    private static func address(of pool: Pool, _ choice: inout SeededGenerator) -> IPAddress {
        let number = pool.prefix.first.rawValue + UInt128(UInt64.random(in: 0..<20, using: &choice))
        return IPAddress(rawValue: number, family: pool.prefix.family) ?? pool.prefix.first
    }
}
