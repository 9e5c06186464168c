// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the addresses that mdnp's IPAM assigns to containers.
    @Suite struct IPAMAddresses {
        @Test(arguments: Engine.chosen) func `addresses are assigned in order, and a released address rests`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.91.0.0/24")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.91.0.2/24"])
                #expect(try await host.interface(of: "bob").globalAddresses == ["10.91.0.3/24"])
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == ["10.91.0.1"])
                #expect(try await host.docker("Gateway", of: "alice", on: "n") == "10.91.0.1")
                #expect(try await host.reaches("10.91.0.1", from: "alice"))
                #expect(try await host.reaches("10.91.0.3", from: "alice"))
                try await host.docker("rm", "--force", "alice")
                try await host.container("carol", on: "n")
                #expect(try await host.interface(of: "carol").globalAddresses == ["10.91.0.4/24"])
                let pools = try await host.pools()
                #expect(pools.map(\.subnet) == ["10.91.0.0/24"])
                #expect(pools.first?.network == (try await host.id(of: "n")))
                #expect(pools.first?.addresses("held") == ["10.91.0.1", "10.91.0.3", "10.91.0.4"])
                #expect(pools.first?.addresses("resting") == ["10.91.0.2"])
            }
        }

        @Test(arguments: Engine.chosen) func `an address that the user chooses belongs to that container only`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.92.0.0/24", "--ipv6", "--subnet", "fd00:92::/64")
                let given = ["--ip", "10.92.0.9", "--ip6", "fd00:92::9"]
                for name in ["alice", "bob"] {
                    try await host.container(name, on: "n", given[0], given[1], given[2], given[3])
                    #expect(
                        Set(try await host.interface(of: name).globalAddresses) == ["10.92.0.9/24", "fd00:92::9/64"]
                    )
                    #expect(
                        try await host.containerRefusal(on: "n", "--ip", "10.92.0.9")
                            .contains("address 10.92.0.9: is in use by")
                    )
                    #expect(
                        try await host.containerRefusal(on: "n", "--ip6", "fd00:92::9")
                            .contains("address fd00:92::9: is in use by")
                    )
                    // Docker leases an address of each family. If one is refused, Docker does not release the other.
                    let held = Set(try await host.pools().first?.addresses("held") ?? [])
                    let forgotten = held.subtracting(["10.92.0.1", "10.92.0.9"])
                    #expect(forgotten.count == 1)
                    try await host.succeed(["mdnp", "release", "10.92.0.0/24"] + forgotten)
                    // The addresses are free at once for a request that names them.
                    try await host.docker("rm", "--force", name)
                    #expect(try await host.pools().map { $0.addresses("held").count } == [1, 1])
                }
            }
        }

        @Test(arguments: Engine.chosen) func `containers of both families reach each other`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.93.0.0/24", "--ipv6", "--subnet", "fd00:93::/64")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n")
                #expect(
                    Set(try await host.interface(of: "alice").globalAddresses) == ["10.93.0.2/24", "fd00:93::2/64"]
                )
                #expect(Set(try await host.interface(of: "bob").globalAddresses) == ["10.93.0.3/24", "fd00:93::3/64"])
                #expect(try await host.defaultRoutes(in: "bob").map(\.gateway) == ["10.93.0.1", "fd00:93::1"])
                for address in ["10.93.0.1", "10.93.0.3", "fd00:93::1", "fd00:93::3", "bob"] {
                    #expect(try await host.reaches(address, from: "alice"), "\(address)")
                }
            }
        }

        @Test(arguments: Engine.chosen)
        func `containers get addresses of the range only, and never an auxiliary address`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork(
                    "n",
                    "--subnet",
                    "10.94.0.0/24",
                    "--ip-range",
                    "10.94.0.128/30",
                    "--aux-address",
                    "printer=10.94.0.129",
                    "--aux-address",
                    "router=10.94.0.5"
                )
                for (name, address) in [("alice", "10.94.0.128"), ("bob", "10.94.0.130"), ("carol", "10.94.0.131")] {
                    try await host.container(name, on: "n")
                    #expect(try await host.interface(of: name).globalAddresses == ["\(address)/24"])
                }
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == ["10.94.0.1"])
                #expect(try await host.reaches("10.94.0.1", from: "alice"))
                let full = try await host.containerRefusal(on: "n")
                #expect(full.contains("pool 10.94.0.128/30: no address is free: of 4, 4 are in use"))
                for address in ["10.94.0.5", "10.94.0.129"] {
                    let taken = try await host.containerRefusal(on: "n", "--ip", address)
                    #expect(taken.contains("address \(address): is in use by"))
                }
                // A request for a certain address gets it, anywhere in the subnet.
                try await host.container("dan", on: "n", "--ip", "10.94.0.200")
                #expect(try await host.interface(of: "dan").globalAddresses == ["10.94.0.200/24"])
            }
        }

        @Test(
            arguments: Engine.chosen,
            [(["--gateway", "10.95.0.7"], "10.95.0.7"), (["--ipam-opt", "gateway=last"], "10.95.0.254")]
        )
        func `the gateway is the address that the user chooses`(
            engine: Engine,
            wanted: (options: [String], gateway: String)
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.95.0.0/24", wanted.options[0], wanted.options[1])
                try await host.container("alice", on: "n")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.95.0.1/24"])
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == [wanted.gateway])
                #expect(try await host.reaches(wanted.gateway, from: "alice"))
                #expect(try await host.pools().first?.addresses("held") == ["10.95.0.1", wanted.gateway])
            }
        }

        @Test(arguments: Engine.chosen)
        func `an address reserved for a name is assigned only to a request for that address`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.96.0.0/24")
                let network = try await host.id(of: "n")
                try await host.succeed("mdnp", "reserve", network, "web", "10.96.0.2")
                try await host.container("alice", on: "n")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.96.0.3/24"])
                // These engines do not send names, so the container requests the address itself.
                try await host.container("web", on: "n", "--ip", "10.96.0.2")
                #expect(try await host.interface(of: "web").globalAddresses == ["10.96.0.2/24"])
                try await host.docker("rm", "--force", "web")
                try await host.container("bob", on: "n")
                #expect(try await host.interface(of: "bob").globalAddresses == ["10.96.0.4/24"])
                let expected = [
                    "ADDRESS STATE NAME RESERVED", "10.96.0.1 held (gateway) -", "10.96.0.2 reserved - web",
                    "10.96.0.3 held alice -", "10.96.0.4 held bob -",
                ]
                // mdnp gets names in the background.
                let isShown = try await eventually(within: .seconds(45)) {
                    let table = try await host.succeed("mdnp", "pools", "10.96.0.0/24").split(separator: "\n")
                    return table.map { $0.split(separator: " ").prefix(4).joined(separator: " ") } == expected
                }
                #expect(isShown)
                let released = try await host.succeed("mdnp", "release", network, "web")
                #expect(released == "10.96.0.2 is no longer reserved for web")
                try await host.container("carol", on: "n")
                #expect(try await host.interface(of: "carol").globalAddresses == ["10.96.0.2/24"])
            }
        }
    }
}
