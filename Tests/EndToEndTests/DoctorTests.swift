// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of `mdnp doctor` on a host with a real engine.
    @Suite struct Doctor {
        @Test(arguments: Engine.chosen) func `doctor finds no problem while containers start and stop`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.86.0.0/24", "--ipv6", "--subnet", "fd00:86::/64")
                try await host.leasingNetwork("m", "--subnet", "10.87.0.0/24", "--internal")
                try await host.serve("web", on: "n", publishing: ["8093:80"])
                try await host.container("own", on: "m")
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                try await host.docker("rm", "--force", "web", "own")
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `doctor reports a lost host address that a network uses for SNAT or for publishing`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.withWorld {
                    try await host.succeed("ip", "address", "add", "198.51.100.9/32", "dev", "lo")
                    let options = ["-o", "snat=198.51.100.9", "-o", "publish.bind=198.51.100.9"]
                    try await host.network(
                        "n",
                        "--subnet",
                        "10.109.0.0/24",
                        options[0],
                        options[1],
                        options[2],
                        options[3]
                    )
                    try await host.serve("web", on: "n", publishing: ["8094:80"])
                    #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
                    #expect(try await host.run("mdnp", "explain", "web", "198.51.100.2").status == 0)
                    try await host.succeed("ip", "address", "delete", "198.51.100.9/32", "dev", "lo")
                    let output = try await host.run("mdnp", "doctor")
                    #expect(output.status == 1)
                    #expect(output.text.contains("address 198.51.100.9"))
                    #expect(output.text.contains("not assigned to any link of the host"))
                    let out = try await host.run("mdnp", "explain", "web", "198.51.100.2")
                    #expect(out.text.contains("web cannot reach 198.51.100.2: address 198.51.100.9"))
                    let within = try await host.run("mdnp", "explain", "198.51.100.2", "198.51.100.9:8094")
                    #expect(within.text.contains("cannot reach"))
                }
            }
        }

        @Test(arguments: Engine.chosen) func `an address that an administrator adds to a bridge stays`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.110.0.0/24", "-o", "bridge=br-lab")
                try await host.container("alice", on: "n")
                try await host.succeed("ip", "address", "add", "192.0.2.1/24", "dev", "br-lab")
                // A missing address makes mdnp repair the whole bridge.
                try await host.succeed("ip", "address", "delete", "10.110.0.1/24", "dev", "br-lab")
                #expect(try await host.reaches("10.110.0.1", from: "alice"))
                try await host.restart(.mdnp)
                #expect(try await host.reaches("192.0.2.1", from: "alice"))
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("no problems found"))
            }
        }

        @Test(arguments: Engine.chosen)
        func `doctor reports a host that no longer forwards`(engine: Engine) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.88.0.0/24")
                try await host.succeed("sysctl", "-qw", "net.ipv4.ip_forward=0")
                let output = try await host.run("mdnp", "doctor")
                try await host.succeed("sysctl", "-qw", "net.ipv4.ip_forward=1")
                #expect(output.status == 1)
                #expect(output.text.contains("ipv4-forwarding  net.ipv4.ip_forward  is 0"))
            }
        }
    }
}
