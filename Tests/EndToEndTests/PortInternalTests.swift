// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of ports of containers on a network without a way out.
    @Suite struct PortInternal {
        @Test(arguments: Publisher.chosen)
        func `an internal network has no way out and publishes nothing, even if a container adds a route`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network(
                    "n",
                    120,
                    "--internal",
                    "--gateway",
                    "10.120.0.1",
                    "--gateway",
                    "fd00:120::1"
                )
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.container("free", on: "m")
                try await host.routesOut("web", through: "10.120.0.1", "fd00:120::1")
                try await host.expect("web", at: ["127.0.0.1", "[::1]"], 80, from: .container("web"))
                try await host.whileServing(9000, from: .world) { _ in
                    let world = ["198.51.100.2", "[2001:db8:100::2]"]
                    try await host.expect("process", at: world, 9000, from: .container("free"))
                    try await host.expectSilence(at: world, 9000, from: .container("web"))
                }
                try await host.expectSilence(at: LabHost.addresses, 8080, from: .world)
                try await host.expectSilence(at: LabHost.addresses + ["127.0.0.1"], 8080, from: .host)
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `an internal network with publish.internal publishes its ports and still has no way out`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--internal", "--opt", "publish.internal=true")
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.container("stranger", on: "m")
                #expect(try await host.defaultRoutes(in: "web") == [])
                try await host.withBridgeFilter(bridgeFilter) {
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                    try await host.expect("web", at: LabHost.addresses + ["127.0.0.1", "[::1]"], 8080, from: .host)
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .container("stranger"))
                    try await host.whileServing(9000, from: .world) { _ in
                        try await host.routesOut("web", through: "10.120.0.1", "fd00:120::1")
                        let world = ["198.51.100.2", "[2001:db8:100::2]"]
                        try await host.expectSilence(at: world, 9000, from: .container("web"))
                    }
                }
            }
        }

        @Test(arguments: Publisher.mdnp, [["--internal", "--opt", "publish.internal=true"], []])
        func `a container on an internal and another network is published once`(
            publisher: Publisher,
            other: [String]
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--internal", "--opt", "publish.internal=true")
                try await host.succeed(
                    ["docker", "network", "create", "--driver", "mdnp", "--subnet", "10.121.0.0/24"] + other + ["m"]
                )
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.docker("network", "connect", "m", "web")
                for step in ["connected", "started again"] {
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                    let ports = try await host.ports()
                    let taken = ports.map { "\($0.protocol) \($0.hostAddress) \($0.hostPort)" }
                    #expect(Set(taken).count == taken.count, "\(step)")
                    #expect(Set(taken) == ["tcp 0.0.0.0 8080", "tcp :: 8080", "udp 0.0.0.0 8080", "udp :: 8080"])
                    #expect(Set(ports.map(\.endpoint)).count == 1, "\(step)")
                    try await host.docker("stop", "web")
                    #expect(try await host.ports() == [])
                    try await host.docker("start", "web")
                    try await host.listens("web")
                }
            }
        }

        @Test(arguments: Publisher.mdnp)
        func `a taken port does not prevent a container from joining an internal network`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--internal", "--opt", "publish.internal=true")
                try await host.whileServing(8080) { _ in
                    try await host.serve("web", on: "n", publishing: ["8080:80", "8081:80"])
                    #expect(try await host.docker("inspect", "--format", "{{.State.Running}}", "web") == "true")
                    #expect(try await host.ports().allSatisfy { $0.hostPort != 8080 })
                    try await host.expect("process", at: LabHost.addresses, 8080, from: .world)
                }
                try await host.docker("stop", "web")
                try await host.docker("start", "web")
                try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                try await host.expect("web", at: LabHost.addresses, 8081, from: .world)
            }
        }
    }
}

extension LabHost {
    /// Adds default routes to a container through a network's gateways, as a container with `NET_ADMIN` can.
    func routesOut(_ container: String, through gateways: String...) async throws {
        for gateway in gateways {
            try await succeed(in: .container(container), "ip", "route", "replace", "default", "via", gateway)
        }
    }
}
