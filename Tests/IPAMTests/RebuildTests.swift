// SPDX-License-Identifier: Apache-2.0

import Addressing
import Testing

@testable import IPAM

struct RebuildTests {
    /// Rebuilds a book from the rows of another one, like a database.
    private static func rebuilt(_ book: AddressBook) -> AddressBook {
        var copy = AddressBook()
        if let block = book.uniqueLocalBlock { copy.apply(.adoptUniqueLocalBlock(block)) }
        for reservation in book.allReservations {
            copy.apply(.reserve(reservation.space, reservation.address, name: reservation.name))
        }
        for usage in book.usages {
            copy.apply(.leasePool(usage.pool))
            for (address, state) in book.addresses(of: usage.pool.id) {
                switch state {
                case .held(let lease): copy.apply(.hold(usage.pool.id, address, lease))
                case .resting(let lease, let order): copy.apply(.rest(usage.pool.id, address, lease, order: order))
                case .reserved: break
                }
            }
        }
        for (kind, prefix) in book.lastChosen { copy.resumeAutomaticPools(in: kind.space, behind: prefix) }
        return copy
    }

    /// Returns the results of many requests to a book, each applied.
    private static func answers(of book: AddressBook) -> [String] {
        var book = book
        return book.usages.flatMap { usage in
            (0..<300).map { number in
                let purpose: Lease.Purpose = number % 50 == 7 ? .gateway : .address
                let name = number % 3 == 0 ? ["a", "b", "c", "d", "e", "f"][number / 3 % 6] : nil
                let request = AddressRequest(pool: usage.pool.id, purpose: purpose, name: name)
                do throws(AddressRefusal) {
                    let (answer, changes) = try book.leasing(request, at: second(9))
                    book.apply(changes)
                    if number % 4 == 0 { book.apply(book.releasing(answer.address, of: usage.pool.id, at: second(9))) }
                    return answer.description
                } catch {
                    return error.description
                }
            }
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `the changes of a book create an equal book with equal results`(seed: UInt64) throws {
        var walk = try RandomWalk(seed: seed)
        try walk.take(3000)
        var copy = AddressBook()
        copy.apply(walk.changes)
        #expect(copy == walk.book, "seed \(seed)")
        #expect(Self.answers(of: copy) == Self.answers(of: walk.book), "seed \(seed)")
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `the rows of a book create an equal book with equal results`(seed: UInt64) throws {
        var walk = try RandomWalk(seed: seed)
        for _ in 0..<30 {
            try walk.take(100)
            #expect(Self.rebuilt(walk.book) == walk.book, "seed \(seed), step \(walk.step)")
        }
        #expect(Self.answers(of: Self.rebuilt(walk.book)) == Self.answers(of: walk.book), "seed \(seed)")
    }

    @Test func `automatic pools continue in a restored book`() throws {
        var book = AddressBook()
        book.apply(.adoptUniqueLocalBlock(try prefix("fd12::/48")))
        for number in 0..<4 {
            try book.leaseAny(as: "p\(number)", from: ["10.0.0.0/22/24"])
            try book.leaseAny(.v6, as: "q\(number)", from: [])
        }
        book.release(pool: "p1")
        try book.leaseAny(as: "p5", from: ["10.0.0.0/22/24"])
        book.release(pool: "p2")
        book.release(pool: "p3")
        var copy = Self.rebuilt(book)
        #expect(copy == book)
        #expect(try copy.leaseAny(as: "p6", from: ["10.0.0.0/22/24"]) == "10.0.2.0/24")
        #expect(try copy.leaseAny(.v6, as: "q6", from: []) == "fd12:0:0:4::/64")
    }

    @Test func `a book after the release of all leases equals an empty one`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.lease("fd00::/64", in: .global, as: "q")
        try book.hold(name: "web")
        try book.reserve("fd00::7", of: "q", for: "db")
        #expect(book != AddressBook())
        try book.unreserve("fd00::7", in: .global)
        book.release(pool: "p")
        book.release(pool: "q")
        #expect(book == AddressBook())
    }

    @Test func `books with a single difference are not equal`() throws {
        var book = try AddressBook("10.1.0.0/24")
        try book.hold("10.1.0.7", name: "web")
        try book.release("10.1.0.7")
        try book.hold("10.1.0.8")
        let id = PoolID("p")
        let changes: [AddressChange] = try [
            .hold(id, address("10.1.0.9"), Lease(since: second(1))),
            .hold(id, address("10.1.0.8"), Lease(since: second(2))),
            .hold(id, address("10.1.0.8"), Lease(name: "web", since: second(1))),
            .hold(id, address("10.1.0.8"), Lease(purpose: .gateway, since: second(1))),
            .rest(id, address("10.1.0.7"), Lease(name: "web", since: second(2)), order: 1),
            .forget(id, address("10.1.0.7")), .releasePool(id), .reserve(.local, address("10.1.0.9"), name: "db"),
            .reserve(.local, address("10.1.0.8"), name: "db"), .reserve(.global, address("10.1.0.8"), name: "db"),
            .adoptUniqueLocalBlock(prefix("fd12::/48")),
            .leasePool(Pool(id: PoolID("q"), space: .local, prefix: prefix("10.2.0.0/24"))),
        ]
        var books = [book]
        for change in changes {
            var other = book
            other.apply(change)
            #expect(!books.contains(other), "\(change)")
            books.append(other)
        }
    }

    @Test func `a change of a missing pool, address or reservation has no effect`() throws {
        let book = try AddressBook("10.1.0.0/24")
        let changes: [AddressChange] = try [
            .hold(PoolID("q"), address("10.1.0.9"), Lease(since: second(1))),
            .hold(PoolID("p"), address("10.2.0.9"), Lease(since: second(1))),
            .rest(PoolID("q"), address("10.1.0.9"), Lease(since: second(1)), order: 1),
            .rest(PoolID("p"), address("fd00::9"), Lease(since: second(1)), order: 1),
            .forget(PoolID("p"), address("10.1.0.9")), .forget(PoolID("q"), address("10.1.0.9")),
            .releasePool(PoolID("q")), .unreserve(.local, address("10.1.0.9")),
        ]
        for change in changes {
            var other = book
            other.apply(change)
            #expect(other == book, "\(change)")
        }
    }
}
