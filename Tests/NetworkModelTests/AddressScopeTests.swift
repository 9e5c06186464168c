// SPDX-License-Identifier: Apache-2.0

import Addressing
import IPAM
import NetworkModel
import Testing

struct AddressScopeTests {
    /// Returns a state with one network on two mdnp pools, six networks of another IPAM, and two pools without a network.
    private static func state() throws -> DesiredState {
        DesiredState([
            .addresses(.leasePool(try pool("fd00:1::/64", id: "mdnp-1"))),
            .addresses(.leasePool(try pool("10.1.0.0/24", id: "mdnp-2"))),
            .addresses(.leasePool(try pool("10.2.0.0/24", id: "mdnp-3"))),
            .addresses(.leasePool(try pool("10.9.0.0/24", id: "mdnp-9", space: .global))),
            .addNetwork(
                NetworkRecord(try network("9c41aa", "fd00:1::/64", "10.1.0.0/24", space: .local), phase: .active)
            ),
            .addNetwork(NetworkRecord(try network("9c41bb", "10.7.0.0/24"), phase: .active)),
            .addNetwork(NetworkRecord(try network("beef77", "10.8.0.0/24"), phase: .active)),
            .addNetwork(NetworkRecord(try network("5d01", "10.8.1.0/24"), phase: .active)),
            .addNetwork(NetworkRecord(try network("5d02", "10.8.2.0/24"), phase: .active)),
            .addNetwork(NetworkRecord(try network("5d03", "10.8.3.0/24"), phase: .active)),
            .addNetwork(NetworkRecord(try network("5d04", "10.8.4.0/24"), phase: .active)),
        ])
    }

    /// Returns the names of networks; some networks have no name, and one name belongs to another driver's network.
    private static func names() throws -> [NetworkID: String] {
        [
            try NetworkID("9c41aa"): "front", try NetworkID("5d01"): "twin", try NetworkID("5d02"): "twin",
            try NetworkID("5d03"): "twin", try NetworkID("5d04"): "beef", try NetworkID("77aa"): "bridge",
        ]
    }

    @Test(
        arguments: [
            ("10.1.0.0/24", ["10.1.0.0/24"], ["mdnp-2"]), ("mdnp-3", ["10.2.0.0/24"], ["mdnp-3"]),
            ("mdnp-9", ["10.9.0.0/24"], ["mdnp-9"]), ("9c41aa", ["10.1.0.0/24", "fd00:1::/64"], ["mdnp-2", "mdnp-1"]),
            ("9c41a", ["10.1.0.0/24", "fd00:1::/64"], ["mdnp-2", "mdnp-1"]),
            // No pool of the local address space has these subnets, but reservations may remain.
            ("10.5.0.0/24", ["10.5.0.0/24"], [nil]), ("10.1.0.0/25", ["10.1.0.0/25"], [nil]),
            ("10.9.0.0/24", ["10.9.0.0/24"], [nil]),
        ] as [(String, [String], [String?])]
    )
    func `a scope is a subnet, a pool id or the beginning of a network id, with IPv4 before IPv6`(
        text: String,
        blocks: [String],
        pools: [String?]
    ) throws {
        let scope = try Self.state().scope(text)
        #expect(scope.text == text)
        #expect(scope.blocks.map(\.prefix.description) == blocks)
        #expect(scope.blocks.map(\.pool?.id.text) == pools)
    }

    @Test(arguments: ["front", "9c41aa", "9c41a"]) func `the name of a network has the same meaning as its id`(
        text: String
    ) throws {
        let scope = try Self.state().scope(text, names: Self.names())
        #expect(scope.blocks.map(\.pool?.id.text) == ["mdnp-2", "mdnp-1"])
        #expect(scope.text == text)
    }

    @Test func `a complete id takes precedence over a name and over the beginning of another id`() throws {
        let state = DesiredState([
            .addresses(.leasePool(try pool("10.1.0.0/24", id: "mdnp-2"))),
            .addNetwork(NetworkRecord(try network("9c41", "10.1.0.0/24", space: .local), phase: .active)),
            .addNetwork(NetworkRecord(try network("9c41bb", "10.7.0.0/24"), phase: .active)),
        ])
        let names = [try NetworkID("9c41bb"): "9c41"]
        #expect(try state.scope("9c41", names: names).blocks.map(\.pool?.id.text) == ["mdnp-2"])
    }

    @Test(arguments: [
        ("bridge", #"network or pool "bridge": does not exist; "mdnp pools" lists all pools"#),
        ("9d", #"network or pool "9d": does not exist; "mdnp pools" lists all pools"#),
        ("", #"network or pool "": does not exist; "mdnp pools" lists all pools"#),
        ("mdnp-", #"network or pool "mdnp-": does not exist; "mdnp pools" lists all pools"#),
        ("10.1.0.7/24", #"network or pool "10.1.0.7/24": does not exist; "mdnp pools" lists all pools"#),
        ("9c41", #"network or pool "9c41": matches networks 9c41aa (front) and 9c41bb; give more of the id"#),
        ("twin", #"network or pool "twin": matches networks 5d01 (twin), 5d02 (twin) and 1 more; give more of the id"#),
        ("5d0", #"network or pool "5d0": matches networks 5d01 (twin), 5d02 (twin) and 2 more; give more of the id"#),
        // The name of one network, and the beginning of another network's id.
        ("beef", #"network or pool "beef": matches networks 5d04 (beef) and beef77; give more of the id"#),
        (
            "9c41b",
            #"network or pool "9c41b": does not use mdnp's IPAM driver; create it with --ipam-driver=mdnp"#
        ),
    ])
    func `any other scope is refused with a remedy`(text: String, line: String) throws {
        let state = try Self.state()
        let refusal = #expect(throws: Refusal.self) { try state.scope(text, names: Self.names()) }
        #expect(refusal?.description == line)
    }
}
