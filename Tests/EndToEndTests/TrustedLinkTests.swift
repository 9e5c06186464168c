// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of clients that reach containers at their own addresses (`trusted_links`).
    @Suite struct TrustedLinks {
        /// Docker's name for the option, accepted by mdnp and by the bridge driver of Engine 28.
        private static let name = "com.docker.network.bridge.trusted_host_interfaces"

        @Test(arguments: Publisher.mdnp, ["trusted_links=uplink0", "\(name)=uplink0:other0"])
        func `clients of a trusted link reach containers directly, and clients of other links do not`(
            publisher: Publisher,
            option: String
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("open", 120, "--opt", option)
                try await publisher.network("shut", 121, "--opt", "trusted_links=other0")
                try await host.serve("web", on: "open")
                try await host.serve("db", on: "shut")
                for number in [120, 121] {
                    try await host.succeed(
                        in: .world,
                        "ip",
                        "route",
                        "add",
                        "10.\(number).0.0/24",
                        "via",
                        "198.51.100.1"
                    )
                    try await host.succeed(
                        in: .world,
                        "ip",
                        "route",
                        "add",
                        "fd00:\(number)::/64",
                        "via",
                        "2001:db8:100::1"
                    )
                }
                let (four, six) = ("10.120.0.2", "[fd00:120::2]")
                try await host.expect("web 198.51.100.2", at: [four], 80, from: .world)
                try await host.expect("web 2001:db8:100::2", at: [six], 80, from: .world)
                try await host.expectSilence(at: ["10.121.0.2", "[fd00:121::2]"], 80, from: .world)
                // A trusted link opens no path from one network to another.
                try await host.expectSilence(at: [four, six], 80, from: .container("db"))
                try await host.succeed("mdnp", "explain", "198.51.100.2", "10.120.0.2:80")
                #expect(try await host.run("mdnp", "explain", "198.51.100.2", "10.121.0.2:80").status == 1)
                // The option survives a restart of mdnp.
                try await host.restart(.mdnp)
                try await host.expect("web 198.51.100.2", at: [four], 80, from: .world)
            }
        }

        @Test(arguments: Publisher.mdnp) func `an internal network with trusted links is refused by the option's name`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                let words = [
                    "network", "create", "--driver", "mdnp", "--internal", "--opt", "trusted_links=uplink0", "n",
                ]
                let refusal = try await host.refusal(words)
                #expect(refusal.contains("option trusted_links: needs mdnp as the network's gateway"))
            }
        }
    }
}
