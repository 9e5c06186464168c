// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the options of `docker network create`.
    @Suite struct Options {
        @Test(
            arguments: Engine.chosen,
            [
                ["mtu=1400", "bridge=br-lab", "interface_prefix=krish-mdnp", "icc=true", "gateway=mdnp"],
                [
                    "com.docker.network.driver.mtu=1400", "com.docker.network.bridge.name=br-lab",
                    "com.docker.network.container_iface_prefix=krish-mdnp", "com.docker.network.bridge.enable_icc=true",
                ],
            ]
        )
        func `every option takes effect by either of its names`(engine: Engine, options: [String]) async throws {
            try await engine.host.tidily { host in
                try await host.succeed(
                    ["docker", "network", "create", "-d", "mdnp"] + options.flatMap { ["-o", $0] } + ["n"]
                )
                try await host.container("alice", on: "n")
                let interface = try await host.interface(of: "alice")
                #expect(interface.name == "krish-mdnp0")
                #expect(interface.mtu == 1400)
                let bridge = try await host.links().first { $0.name == "br-lab" }
                #expect(bridge?.mtu == 1400)
            }
        }

        @Test(
            arguments: Engine.chosen,
            [
                (["mut=1400"], "option mut: does not exist; did you mean mtu?"),
                (["com.docker.network.bridge.nam=x"], "did you mean com.docker.network.bridge.name?"),
                (["colour=red"], "option colour: does not exist; use one of"),
                (
                    ["com.docker.network.bridge.gateway_mode_ipv4=routed"],
                    "\"routed\" is not supported: use masquerade=false for outbound traffic; "
                        + "containers are reachable only at host addresses (Documentation/ComingFrom.md)"
                ),
                (
                    ["com.docker.network.bridge.gateway_mode_ipv4=nat-unprotected"],
                    "is not supported: unpublished ports are closed (Documentation/ComingFrom.md)"
                ),
                (
                    ["com.docker.network.bridge.vlan=7"],
                    "option com.docker.network.bridge.vlan: does not exist; use one of mtu"
                ),
                (["mtu=67"], #"option mtu: "67" is invalid; use auto or a number from 68 to 65535"#),
                (["mtu=65536"], #"option mtu: "65536" is invalid; use auto or a number from 68 to 65535"#),
                (["com.docker.network.driver.mtu=big"], "option com.docker.network.driver.mtu"),
                (["bridge=a-name-with-16-c"], "option bridge"),
                (["interface_prefix=thirteen-long"], "option interface_prefix"),
                (["icc=maybe"], #"option icc: "maybe" is invalid; use true or false"#),
                (["gateway=host"], #"option gateway: "host" is invalid; use one of mdnp, docker, none"#),
                (["mtu=1400", "com.docker.network.driver.mtu=1400"], "is set twice"),
            ]
        )
        func `a wrong option is refused by name and leaves nothing`(
            engine: Engine,
            wrong: (options: [String], message: String)
        ) async throws {
            try await engine.host.tidily { host in
                let words =
                    ["docker", "network", "create", "-d", "mdnp"] + wrong.options.flatMap { ["-o", $0] } + ["n"]
                let output = try await host.run(words)
                #expect(output.status != 0)
                #expect(output.errors.contains(wrong.message))
                #expect(try await host.docker("network", "ls", "--quiet", "--filter", "driver=mdnp") == "")
            }
        }

        @Test(arguments: Engine.chosen) func `Docker's options that request mdnp's default behavior change nothing`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                let options = [
                    "com.docker.network.enable_ipv4=true", "com.docker.network.enable_ipv6=false",
                    "com.docker.network.bridge.gateway_mode_ipv4=nat", "com.docker.network.bridge.inhibit_ipv4=false",
                ]
                let words = ["docker", "network", "create", "-d", "mdnp", "--subnet", "10.107.0.0/24"]
                try await host.succeed(words + options.flatMap { ["-o", $0] } + ["n"])
                try await host.container("alice", on: "n")
                #expect(try await host.defaultRoutes(in: "alice").map(\.gateway) == ["10.107.0.1"])
                #expect(try await host.reaches("10.107.0.1", from: "alice"))
            }
        }

        @Test(
            arguments: Engine.chosen,
            ["com.docker.network.bridge.inhibit_ipv4=true", "com.docker.network.bridge.gateway_mode_ipv4=isolated"]
        )
        func `Docker's options for a bridge without an address equal gateway=none`(
            engine: Engine,
            option: String
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.108.0.0/24", "-o", option, "-o", "bridge=br-lab")
                try await host.container("alice", on: "n", "--ip", "10.108.0.10")
                try await host.container("bob", on: "n", "--ip", "10.108.0.11")
                #expect(try await host.links().first { $0.name == "br-lab" }?.globalAddresses == [])
                #expect(try await host.defaultRoutes(in: "alice") == [])
                #expect(try await host.reaches("10.108.0.11", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `an MTU too small for IPv6 is refused`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                let message = try await host.refusal(
                    "network",
                    "create",
                    "-d",
                    "mdnp",
                    "--ipv6",
                    "--subnet",
                    "fd00:1::/64",
                    "-o",
                    "mtu=1000",
                    "n"
                )
                #expect(message.contains("too small for IPv6"))
            }
        }

        @Test(arguments: Engine.chosen) func `a subnet that overlaps another network's is refused`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.60.0.0/16")
                let message = try await host.refusal(
                    "network",
                    "create",
                    "-d",
                    "mdnp",
                    "--subnet",
                    "10.60.7.0/24",
                    "m"
                )
                #expect(message.lowercased().contains("overlap"))
            }
        }

        @Test(arguments: Engine.chosen) func `two networks never share a bridge`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "-o", "bridge=br-lab")
                let message = try await host.refusal("network", "create", "-d", "mdnp", "-o", "bridge=br-lab", "m")
                #expect(message.contains("bridge br-lab: belongs to network"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `a bridge of another program stays unchanged`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                let before = try await host.succeed("ip", "-o", "address", "show", "dev", "docker0")
                let message = try await host.refusal("network", "create", "-d", "mdnp", "-o", "bridge=docker0", "n")
                #expect(message.contains("docker0"))
                #expect(try await host.succeed("ip", "-o", "address", "show", "dev", "docker0") == before)
            }
        }

        @Test(arguments: Engine.chosen) func `without icc containers reach the gateway and not each other`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.61.0.0/24", "-o", "icc=false")
                try await host.container("alice", on: "n", "--ip", "10.61.0.10")
                try await host.container("bob", on: "n", "--ip", "10.61.0.11")
                #expect(try await host.reaches("10.61.0.1", from: "alice"))
                #expect(try await host.isCutOff("10.61.0.11", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `an interface name for one container is accepted`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n")
                try await host.docker("create", "--name", "alice", "busybox", "sleep", "86400")
                let option = "com.docker.network.endpoint.ifname=lan0"
                try await host.docker("network", "connect", "--driver-opt", option, "n", "alice")
                try await host.docker("network", "disconnect", "bridge", "alice")
                try await host.docker("start", "alice")
                #expect(try await host.interface(of: "alice").globalAddresses.count == 1)
            }
        }
    }
}
