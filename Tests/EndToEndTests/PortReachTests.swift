// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the clients that reach a published port, and of the source addresses that the container receives.
    @Suite struct PortReach {
        @Test(arguments: Publisher.chosen, LabHost.bridgeFilters)
        func `outsiders reach a published port and keep their address`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.withBridgeFilter(bridgeFilter) {
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.expect("web 2001:db8:100::2", at: ["[2001:db8:100::1]"], 8080, from: .world)
                }
            }
        }

        @Test(arguments: Publisher.chosen, LabHost.bridgeFilters)
        func `the host reaches a published port at all of its addresses`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.withBridgeFilter(bridgeFilter) {
                    let addresses =
                        LabHost.addresses + ["127.0.0.1", "[::1]", "localhost", "10.120.0.1", "[fd00:120::1]"]
                    try await host.expect("web", at: addresses, 8080, from: .host)
                }
            }
        }

        @Test(arguments: Publisher.chosen, LabHost.bridgeFilters)
        func `containers, including the port's own, reach a published port by the host's address`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("m", 121)
                try await host.docker(
                    "network",
                    "create",
                    "--ipv6",
                    "--subnet",
                    "10.122.0.0/24",
                    "--subnet",
                    "fd00:122::/64",
                    "dockers"
                )
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.container("neighbour", on: "n")
                try await host.container("stranger", on: "m")
                try await host.serve("dockers", on: "dockers", publishing: ["8081:80"])
                // On engines before 28, a proxy answers on Docker's own ports, in UDP from an address other than the requested one.
                let dockers = publisher.engine.name.hasPrefix("28") ? ["tcp", "udp"] : ["tcp"]
                try await host.withBridgeFilter(bridgeFilter) {
                    for name in ["web", "neighbour", "stranger", "dockers"] {
                        try await host.expect("web", at: LabHost.addresses, 8080, from: .container(name))
                        try await host.expect(
                            "dockers",
                            at: LabHost.addresses,
                            8081,
                            over: dockers,
                            from: .container(name)
                        )
                    }
                }
            }
        }

        @Test(arguments: Publisher.chosen) func `an IPv6 client reaches a container that has only IPv4`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", "--subnet", "10.120.0.0/24")
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                try await host.expect("web", at: ["[2001:db8:100::1]"], 8080, from: .world)
                try await host.expect("web", at: ["[2001:db8:100::1]", "[::1]", "127.0.0.1"], 8080, from: .host)
            }
        }
    }
}
