// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the addresses and routes of containers, and of the addresses that they reach.
    @Suite struct Addresses {
        @Test(arguments: Engine.chosen) func `the host's FORWARD policy is DROP, and bridged frames pass iptables`(
            engine: Engine
        ) async throws {
            // Every real host with Docker has these settings. Without them, the tests below prove little.
            let host = try engine.host
            #expect(try await host.succeed("iptables", "-S", "FORWARD").contains("-P FORWARD DROP"))
            #expect(try await host.succeed("cat", "/proc/sys/net/bridge/bridge-nf-call-iptables") == "1")
            #expect(try await host.succeed("cat", "/proc/sys/net/bridge/bridge-nf-call-ip6tables") == "1")
        }

        @Test(arguments: Engine.chosen) func `a container has the interface that Docker shows`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.62.0.0/24")
                try await host.container("alice", on: "n")
                let interface = try await host.interface(of: "alice")
                #expect(interface.name == "eth0")
                #expect(interface.mtu == 1500)
                #expect(interface.globalAddresses == ["10.62.0.2/24"])
                #expect(try await host.docker("IPAddress", of: "alice", on: "n") == "10.62.0.2")
                #expect(try await host.docker("MacAddress", of: "alice", on: "n") == interface.mac)
                let routes = try await host.defaultRoutes(in: "alice")
                #expect(routes.map(\.gateway) == ["10.62.0.1"])
                #expect(routes.map(\.dev) == ["eth0"])
            }
        }

        @Test(arguments: Engine.chosen) func `containers reach the gateway and each other over both families`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.63.0.0/24", "--ipv6", "--subnet", "fd00:63::/64")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n", "--ip", "10.63.0.99", "--ip6", "fd00:63::99")
                for address in ["10.63.0.1", "10.63.0.99", "fd00:63::1", "fd00:63::99", "bob"] {
                    #expect(try await host.reaches(address, from: "alice"), "\(address)")
                }
                let gateways = try await host.defaultRoutes(in: "bob").map(\.gateway)
                #expect(gateways == ["10.63.0.1", "fd00:63::1"])
                #expect(
                    Set(try await host.interface(of: "bob").globalAddresses) == ["10.63.0.99/24", "fd00:63::99/64"]
                )
                #expect(try await host.run("ping", "-c", "1", "-W", "2", "10.63.0.99").status == 0)
            }
        }

        @Test(arguments: Engine.chosen) func `a container has the addresses that the user chooses`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.64.0.0/24", "--ipv6", "--subnet", "fd00:64::/64")
                let mac = "02:00:5e:10:00:07"
                try await host.container(
                    "alice",
                    on: "n",
                    "--ip",
                    "10.64.0.77",
                    "--ip6",
                    "fd00:64::77",
                    "--mac-address",
                    mac
                )
                let interface = try await host.interface(of: "alice")
                #expect(interface.mac == mac)
                #expect(Set(interface.globalAddresses) == ["10.64.0.77/24", "fd00:64::77/64"])
                #expect(try await host.reaches("10.64.0.1", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `the bridge has the chosen gateway, and no container gets an auxiliary address`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network(
                    "n",
                    "--subnet",
                    "10.65.0.0/29",
                    "--gateway",
                    "10.65.0.6",
                    "--aux-address",
                    "printer=10.65.0.1",
                    "--aux-address",
                    "router=10.65.0.2"
                )
                try await host.container("alice", on: "n")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.65.0.3/29"])
                #expect(try await host.reaches("10.65.0.6", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `a network has several subnets`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.66.0.0/24", "--subnet", "10.67.0.0/24")
                try await host.container("alice", on: "n", "--ip", "10.66.0.10")
                try await host.container("bob", on: "n", "--ip", "10.67.0.10")
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == ["10.66.0.1"])
                #expect(try await host.defaultRoutes(in: "bob").map(\.gateway) == ["10.67.0.1"])
                #expect(try await host.reaches("10.66.0.1", from: "alice"))
                #expect(try await host.reaches("10.67.0.1", from: "bob"))
                #expect(try await host.reaches("10.67.0.10", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `containers of an internal network reach each other and have no default route`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--internal", "--subnet", "10.68.0.0/24")
                try await host.container("alice", on: "n", "--ip", "10.68.0.10")
                try await host.container("bob", on: "n", "--ip", "10.68.0.11")
                #expect(try await host.defaultRoutes(in: "alice") == [])
                #expect(try await host.reaches("10.68.0.11", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a network with the null IPAM driver connects containers and assigns no address`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--ipam-driver", "null")
                for (name, address) in [("alice", "192.0.2.1/24"), ("bob", "192.0.2.2/24")] {
                    try await host.container(name, on: "n")
                    #expect(try await host.interface(of: name).globalAddresses == [])
                    let process = try await host.docker("inspect", "--format", "{{.State.Pid}}", name)
                    try await host.succeed(
                        "nsenter",
                        "--net=/proc/\(process)/ns/net",
                        "ip",
                        "address",
                        "add",
                        address,
                        "dev",
                        "eth0"
                    )
                }
                #expect(try await host.reaches("192.0.2.2", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a container on a network without a gateway reaches its subnet and has no default route`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.69.0.0/24", "-o", "gateway=none")
                try await host.container("alice", on: "n", "--ip", "10.69.0.10")
                try await host.container("bob", on: "n", "--ip", "10.69.0.11")
                #expect(try await host.interface(of: "alice").globalAddresses == ["10.69.0.10/24"])
                #expect(try await host.defaultRoutes(in: "alice") == [])
                #expect(try await host.reaches("10.69.0.11", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a container whose gateway is Docker has its default route through docker_gwbridge`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.70.0.0/24", "-o", "gateway=docker")
                try await host.container("alice", on: "n", "--ip", "10.70.0.10")
                try await host.container("bob", on: "n", "--ip", "10.70.0.11")
                let names = try await host.links(in: "alice").map(\.name).filter { $0 != "lo" }
                #expect(Set(names) == ["eth0", "eth1"])
                let gateway = try await host.docker(
                    "network",
                    "inspect",
                    "--format",
                    "{{(index .IPAM.Config 0).Gateway}}",
                    "docker_gwbridge"
                )
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == [gateway])
                #expect(try await host.reaches("10.70.0.11", from: "alice"))
            }
        }
    }
}
