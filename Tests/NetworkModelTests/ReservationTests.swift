// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

/// Reservations and releases by an administrator.
struct ReservationTests {
    private static let local = AddressSpace.local

    /// Returns a state with a network and an endpoint on an mdnp pool, and with a second pool that has no network.
    private static func state(_ more: Change...) throws -> DesiredState {
        let (own, free) = (try pool("10.1.0.0/24"), try pool("10.2.0.0/24"))
        return DesiredState(
            [
                .addresses(.leasePool(own)), .addresses(.leasePool(free)),
                try hold("10.1.0.1", of: own, nil, .gateway), try hold("10.1.0.2", of: own, "web"),
                try hold("10.1.0.3", of: own, "lost"), try hold("10.2.0.2", of: free, "db"),
                .addNetwork(NetworkRecord(try network("n1", "10.1.0.0/24", space: .local), phase: .active)),
                .addEndpoint(try endpoint("e1", on: "n1", "10.1.0.2/24")),
                .addresses(.reserve(.local, try address("10.1.0.9"), name: "cache")),
            ] + more
        )
    }

    private static func reserve(_ text: String, for name: String) throws -> Change {
        .addresses(.reserve(.local, try address(text), name: name))
    }

    @Test func `addresses of both families are reserved together`() throws {
        let state = DesiredState([
            .addresses(.leasePool(try pool("10.1.0.0/24"))), .addresses(.leasePool(try pool("fd00:1::/64"))),
            .addNetwork(
                NetworkRecord(try network("n1", "10.1.0.0/24", "fd00:1::/64", space: .local), phase: .active)
            ),
        ])
        let both = try [address("10.1.0.7"), address("fd00:1::7")]
        #expect(
            try state.reserving(both, in: "n1", for: "web") == [
                Self.reserve("10.1.0.7", for: "web"), Self.reserve("fd00:1::7", for: "web"),
            ]
        )
    }

    @Test func `a repeated reservation changes nothing`() throws {
        #expect(try Self.state().reserving([address("10.1.0.9")], in: "n1", for: "cache").isEmpty)
    }

    @Test
    func `an address can be reserved for its holder, and a resting address no longer rests after its reservation`()
        throws
    {
        let state = try Self.state(
            .addresses(.rest(PoolID("10.1.0.0/24"), try address("10.1.0.3"), lease("lost"), order: 0))
        )
        #expect(try state.reserving([address("10.1.0.2")], in: "n1", for: "web").count == 1)
        #expect(
            try state.reserving([address("10.1.0.3")], in: "n1", for: "web") == [
                Self.reserve("10.1.0.3", for: "web"),
                .addresses(.forget(PoolID("10.1.0.0/24"), try address("10.1.0.3"))),
            ]
        )
    }

    @Test(arguments: [
        (["10.1.0.7", "10.2.0.7"], "web", "address 10.2.0.7: is outside the pools of n1"),
        (["fd00::7"], "web", "address fd00::7: is outside the pools of n1"),
        (["10.1.0.9"], "web", "address 10.1.0.9: is reserved for cache"),
        (["10.1.0.2"], "db", "address 10.1.0.2: is in use by web"),
        (["10.1.0.1"], "web", "address 10.1.0.1: is in use by the network's gateway"),
        (["10.1.0.0"], "web", "address 10.1.0.0: is the network address of subnet 10.1.0.0/24"),
        (
            ["10.1.0.7"], "",
            #"name "": is not a container name; use letters, digits, _, . and -, and begin with a letter or digit"#
        ),
        (
            ["10.1.0.7"], "a b",
            #"name "a b": is not a container name; use letters, digits, _, . and -, and begin with a letter or digit"#
        ),
        (
            ["10.1.0.7"], ".web",
            #"name ".web": is not a container name; use letters, digits, _, . and -, and begin with a letter or digit"#
        ),
    ])
    func `an invalid reservation is refused by name, and nothing is reserved`(
        addresses: [String],
        name: String,
        line: String
    ) throws {
        let state = try Self.state()
        let wanted = try addresses.map { try address($0) }
        let refusal = #expect(throws: Refusal.self) { try state.reserving(wanted, in: "n1", for: name) }
        #expect(refusal?.description == line)
    }

    @Test(arguments: ["web", "9", "web-1.example_2", "Web"])
    func `every container name that Docker accepts is accepted`(name: String) throws {
        #expect(try Self.state().reserving([address("10.1.0.7")], in: "n1", for: name).count == 1)
    }

    @Test func `a reservation is released first, and the held address next`() throws {
        var state = try Self.state(Self.reserve("10.1.0.3", for: "lost"))
        let first = try state.releasing(["10.1.0.3"], in: "n1", at: at(9))
        #expect(first.changes == [.addresses(.unreserve(.local, try address("10.1.0.3")))])
        #expect(first.outcome == [.reservation(try address("10.1.0.3"), name: "lost")])
        for change in first.changes { state.apply(change) }
        let second = try state.releasing(["10.1.0.3"], in: "n1", at: at(9))
        let rest = Lease(name: "lost", since: at(9))
        #expect(second.changes == [.addresses(.rest(PoolID("10.1.0.0/24"), try address("10.1.0.3"), rest, order: 0))])
        #expect(second.outcome == [.lease(try address("10.1.0.3"), name: "lost")])
    }

    @Test func `a name releases everything that it has in the scope, and nothing outside`() throws {
        let state = try Self.state(
            Self.reserve("10.1.0.8", for: "cache"),
            .addresses(.reserve(.local, try address("10.2.0.9"), name: "cache"))
        )
        #expect(
            try state.releasing(["cache"], in: "n1", at: at(9)).outcome == [
                .reservation(address("10.1.0.8"), name: "cache"), .reservation(address("10.1.0.9"), name: "cache"),
            ]
        )
        #expect(
            try state.releasing(["db", "cache"], in: "10.2.0.0/24", at: at(9)).outcome == [
                .lease(address("10.2.0.2"), name: "db"), .reservation(address("10.2.0.9"), name: "cache"),
            ]
        )
    }

    @Test func `a pool is released only if no container address of it is held`() throws {
        var state = try Self.state()
        let refusal = #expect(throws: Refusal.self) { try state.releasing([], in: "10.2.0.0/24", at: at(9)) }
        #expect(refusal?.description == "pool 10.2.0.0/24: 10.2.0.2 in use; release the addresses first")
        for change in try state.releasing(["10.2.0.2"], in: "10.2.0.0/24", at: at(9)).changes { state.apply(change) }
        state.apply(try hold("10.2.0.1", of: pool("10.2.0.0/24"), nil, .gateway))
        let decision = try state.releasing([], in: "10.2.0.0/24", at: at(9))
        #expect(decision.changes == [.addresses(.releasePool(PoolID("10.2.0.0/24")))])
        #expect(decision.outcome == [.pool(try prefix("10.2.0.0/24"))])
    }

    @Test(arguments: [
        ([], "n1", #"pool 10.1.0.0/24: belongs to network n1; remove the network with "docker network rm""#),
        ([], "10.5.0.0/24", "pool 10.5.0.0/24: is not leased; name the address or container to release"),
        (["10.1.0.1"], "n1", "address 10.1.0.1: is the gateway of network n1"),
        (["10.1.0.2"], "n1", "address 10.1.0.2: belongs to endpoint e1; stop its container"),
        (["web"], "n1", "address 10.1.0.2: belongs to endpoint e1; stop its container"),
        (["10.1.0.3", "10.1.0.7"], "n1", "address 10.1.0.7: is neither leased nor reserved"),
        (["10.2.0.2"], "n1", "address 10.2.0.2: is outside n1"),
        (["db"], "n1", #"name "db": has no reserved or leased address in n1"#),
    ])
    func `an invalid release is refused by name`(items: [String], scope: String, line: String) throws {
        let state = try Self.state()
        let refusal = #expect(throws: Refusal.self) { try state.releasing(items, in: scope, at: at(9)) }
        #expect(refusal?.description == line)
    }

    @Test func `an address that is given twice is released once`() throws {
        var state = try Self.state()
        let decision = try state.releasing(["10.1.0.9", "cache", "lost", "10.1.0.3"], in: "n1", at: at(9))
        #expect(
            decision.outcome == [
                .reservation(try address("10.1.0.9"), name: "cache"), .lease(try address("10.1.0.3"), name: "lost"),
            ]
        )
        for change in decision.changes { state.apply(change) }
        #expect(state.addresses.allReservations.isEmpty)
        #expect(state.addresses.usages.first?.resting == 1)
    }

    @Test func `an address that is given twice is reserved once`() throws {
        let twice = try [address("10.1.0.7"), address("10.1.0.7")]
        #expect(try Self.state().reserving(twice, in: "n1", for: "web") == [Self.reserve("10.1.0.7", for: "web")])
    }
}
