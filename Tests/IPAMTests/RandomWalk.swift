// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import Testing

/// A book and its model, which take random steps side by side.
struct RandomWalk {
    /// A step that contradicted the plain pools.
    struct Contradiction: Error, CustomStringConvertible {
        let description: String
    }

    let seed: UInt64
    private(set) var book = AddressBook()
    /// All changes so far.
    private(set) var changes: [AddressChange] = []
    private(set) var plain: [PlainPool]
    /// The number of refusals of each kind.
    private(set) var refusals: [String: Int] = [:]
    private(set) var step = 0
    private var generator: SeededGenerator

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SeededGenerator(seed: seed)
        plain = try [
            PlainPool("10.1.0.16/28", usable: ("10.1.0.17", "10.1.0.30")),
            PlainPool(
                "10.2.0.0/24",
                range: "10.2.0.192/26",
                usable: ("10.2.0.1", "10.2.0.254"),
                assignable: ("10.2.0.192", "10.2.0.254")
            ),
            PlainPool("10.1.0.16/30", in: .global, usable: ("10.1.0.17", "10.1.0.18")),
            PlainPool("fd00::10/124", usable: ("fd00::11", "fd00::1f")),
            PlainPool("fd00:1::/64", in: .global, usable: ("fd00:1::1", "fd00:1::ffff:ffff:ffff:ffff")),
        ]
    }

    /// Takes a number of steps, or ends at the first contradiction.
    mutating func take(_ count: Int) throws {
        for _ in 0..<count {
            step += 1
            let place = Int.random(in: plain.indices, using: &generator)
            try takeStep(at: place)
            try compareCounts(at: place)
            if step % 500 == 0 { try compareAll() }
        }
    }

    private mutating func takeStep(at place: Int) throws {
        guard let id = plain[place].id else { return try leasePool(at: place) }
        // Phases that fill alternate with phases that empty the pools.
        let isFilling = step / 400 % 2 == 0
        switch Int.random(in: 0..<1000, using: &generator) {
        case 0..<5: releasePool(at: place)
        case 5..<60: try reserve(at: place, of: id)
        case 60..<90: apply(unreserve(at: place))
        case 90..<120: try request(AddressRequest(pool: id, purpose: .gateway), at: place)
        case 120..<250:
            let purpose: Lease.Purpose = Int.random(in: 0..<10, using: &generator) == 0 ? .gateway : .address
            let address = anyAddress(of: place)
            try request(AddressRequest(pool: id, address: address, purpose: purpose, name: anyName()), at: place)
        case 250..<(isFilling ? 750 : 450): try request(AddressRequest(pool: id, name: anyName()), at: place)
        default:
            let held = plain[place].held.keys.sorted().randomElement(using: &generator)
            let isLost = Int.random(in: 0..<10, using: &generator) == 0
            release(isLost ? anyAddress(of: place) : held ?? anyAddress(of: place), of: id, at: place)
        }
    }

    private mutating func leasePool(at place: Int) throws {
        let (subnet, space) = (plain[place].subnet, plain[place].space)
        let request = PoolRequest(
            space: space.rawValue,
            family: subnet.family,
            prefix: subnet,
            range: plain[place].range
        )
        let (pool, changes) = try book.leasing(request, as: PoolID("p\(step)"), from: [], avoiding: [])
        apply(changes)
        plain[place].id = pool.id
    }

    private mutating func releasePool(at place: Int) {
        guard let id = plain[place].id else { return }
        apply(book.releasing(id))
        plain[place].end()
    }

    private mutating func request(_ request: AddressRequest, at place: Int) throws {
        let expected = plain[place].answer(to: request)
        let now = Timestamp(seconds: Int64(step))
        do {
            let (answer, changes) = try book.leasing(request, at: now)
            guard expected == .address(answer.address), answer.prefix == plain[place].subnet else {
                throw contradiction("\(request) gave \(answer), not \(expected)")
            }
            apply(changes)
            plain[place].hold(answer.address, Lease(purpose: request.purpose, name: request.name, since: now))
        } catch let error as AddressRefusal {
            try compare(error, with: expected, of: "\(request)")
        }
    }

    private mutating func compare(_ refusal: AddressRefusal, with expected: PlainPool.Answer, of what: String) throws {
        refusals[refusal.kind, default: 0] += 1
        guard expected == .refusal(refusal.kind) else {
            throw contradiction("\(what) was refused, not answered \(expected): \(refusal)")
        }
    }

    private mutating func release(_ address: IPAddress, of id: PoolID, at place: Int) {
        apply(book.releasing(address, of: id, at: Timestamp(seconds: Int64(step))))
        plain[place].release(address)
        // A repeated release, as Docker sends it.
        if step.isMultiple(of: 3) { apply(book.releasing(address, of: id, at: Timestamp(seconds: Int64(step)))) }
    }

    private mutating func reserve(at place: Int, of id: PoolID) throws {
        let (address, name) = (anyAddress(of: place), anyName() ?? "a")
        let expected = plain[place].reserve(address, for: name)
        do {
            let changes = try book.reserving(address, of: id, for: name)
            if let expected { throw contradiction("\(address) was reserved for \(name) though \(expected)") }
            apply(changes)
        } catch let error as AddressRefusal {
            try compare(error, with: .refusal(expected ?? ""), of: "reserving \(address) for \(name)")
        }
    }

    private mutating func unreserve(at place: Int) -> [AddressChange] {
        let reserved = plain[place].reserved.keys.sorted().randomElement(using: &generator)
        let address = reserved ?? anyAddress(of: place)
        plain[place].reserved[address] = nil
        return book.unreserving(address, in: plain[place].space)
    }

    private mutating func apply(_ changes: [AddressChange]) {
        book.apply(changes)
        self.changes += changes
    }

    /// Returns one of the first or last addresses of a subnet, or one just outside.
    private mutating func anyAddress(of place: Int) -> IPAddress {
        let subnet = plain[place].subnet
        let distance = UInt128.random(in: 0...20, using: &generator)
        let number =
            Bool.random(using: &generator)
            ? subnet.first.rawValue - 1 + distance : subnet.last.rawValue + 1 - distance
        return IPAddress(rawValue: number, family: subnet.family) ?? subnet.first
    }

    private mutating func anyName() -> String? {
        ["a", "b", "c", "d", "e", "f", nil, nil, nil].randomElement(using: &generator) ?? nil
    }

    private func compareCounts(at place: Int) throws {
        let pool = plain[place]
        guard let id = pool.id else { return }
        let usage = book.usage(of: id)
        let reserved = pool.reserved.keys.count { pool.held[$0] == nil }
        guard usage?.held == pool.held.count, usage?.resting == pool.restingCount, usage?.reserved == reserved else {
            throw contradiction("counts of \(pool.subnet) are \(String(describing: usage))")
        }
    }

    private func compareAll() throws {
        for pool in plain {
            guard let id = pool.id else { continue }
            let rows = book.addresses(of: id).map { "\($0.address) \($0.state.name)" }
            guard rows == pool.rows else { throw contradiction("\(rows) are not \(pool.rows)") }
        }
        let reserved = plain.reduce(0) { $0 + $1.reserved.count }
        guard book.allReservations.count == reserved else { throw contradiction("reservations are not \(reserved)") }
        guard book.usages.count == plain.count(where: { $0.id != nil }) else { throw contradiction("pools") }
    }

    private func contradiction(_ text: String) -> Contradiction {
        Contradiction(description: "seed \(seed), step \(step): \(text)")
    }
}

extension AddressState {
    fileprivate var name: String {
        switch self {
        case .held(let lease): "held \(lease.name ?? "")"
        case .resting(let lease, _): "resting \(lease.name ?? "")"
        case .reserved: "reserved"
        }
    }
}

extension AddressRefusal {
    fileprivate var kind: String {
        switch self {
        case .held: "held"
        case .reserved: "reserved"
        case .exhausted: "exhausted"
        case .outside, .unusableAddress, .wrongFamily: "unusable"
        default: "another"
        }
    }
}
