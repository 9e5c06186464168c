import Lab
import Testing

extension EndToEnd {
    /// What `mdnp doctor` says on a host with a real engine.
    @Suite struct Doctor {
        @Test(arguments: Engine.chosen) func `where containers live and die nothing is wrong`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.86.0.0/24", "--ipv6", "--subnet", "fd00:86::/64")
                try await host.leasingNetwork("m", "--subnet", "10.87.0.0/24", "--internal")
                try await host.serve("web", on: "n", publishing: ["8093:80"])
                try await host.container("own", on: "m")
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"))
                try await host.docker("rm", "--force", "web", "own")
                #expect(try await host.succeed("mdnp", "doctor").hasPrefix("nothing is wrong"))
            }
        }

        @Test(arguments: Engine.chosen) func `a host that forwards no more is told so`(engine: Engine) async throws {
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
