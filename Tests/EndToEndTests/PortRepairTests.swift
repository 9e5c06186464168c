// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of published ports and egress after other programs change the host.
    @Suite struct PortRepair {
        @Test(arguments: Publisher.chosen) func `ports and egress are restored after the engine's restart`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"], "--restart", "always")
                for _ in 1...2 {
                    #expect(try await host.succeed("iptables", "-S", "FORWARD").contains("-P FORWARD DROP"))
                    try await host.listens("web")
                    try await host.expect("web 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                    try await host.expect("web 2001:db8:100::2", at: ["[2001:db8:100::1]"], 8080, from: .world)
                    #expect(try await host.reaches("198.51.100.2", from: "web"))
                    #expect(try await host.reaches("2001:db8:100::2", from: "web"))
                    try await host.restart(.engine)
                }
            }
        }

        @Test(
            arguments: Publisher.mdnp,
            [
                "iptables --flush DOCKER-USER; ip6tables --flush DOCKER-USER || true",
                "iptables --flush; ip6tables --flush",
                "iptables --table nat --flush; ip6tables --table nat --flush",
                "nft delete table inet mdnp; nft delete table bridge mdnp",
                "nft flush table inet mdnp",
                "nft flush ruleset",
            ]
        )
        func `removed rules are restored within a second`(
            publisher: Publisher,
            damage: String
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                #expect(try await host.recovery(of: "web", at: 8080, after: "true") != nil)
                let time = try await host.shortestRecovery(of: "web", at: 8080, after: damage)
                let goesOut = try await host.reaches("198.51.100.2", from: "web")
                let goesOutBySix = try await host.reaches("2001:db8:100::2", from: "web")
                // The restart restores Docker's own rules, whatever the result of the test.
                try await host.restart(.engine)
                #expect(try #require(time) < .seconds(1))
                #expect(goesOut)
                #expect(goesOutBySix)
            }
        }

        @Test(
            arguments: Publisher.mdnp,
            [
                "ip link set br-lab down",
                "ip address flush dev br-lab",
                "ip address delete 10.120.0.1/24 dev br-lab",
                "ip address delete fd00:120::1/64 dev br-lab",
                "ip route delete 10.120.0.0/24 dev br-lab",
                "ip -6 route delete fd00:120::/64 dev br-lab",
                "ip link set $(ls /sys/class/net/br-lab/brif) nomaster",
                "ip link set $(ls /sys/class/net/br-lab/brif) down",
            ]
        )
        func `changed links, addresses and routes are restored within a second`(
            publisher: Publisher,
            damage: String
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--opt", "bridge=br-lab")
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                #expect(try await host.recovery(of: "web", at: 8080, after: "true") != nil)
                // After its link returns, a container checks its IPv6 address for duplicates for a second.
                let time = try await host.shortestRecovery(
                    of: "web",
                    at: 8080,
                    after: damage,
                    overIPv6: !damage.contains("brif")
                )
                #expect(try #require(time) < .seconds(1))
                #expect(try await host.recovery(of: "web", at: 8080, after: "true") != nil)
                #expect(try await host.reaches("198.51.100.2", from: "web"))
                #expect(try await host.reaches("2001:db8:100::2", from: "web"))
                #expect(try await host.reaches("10.120.0.1", from: "web"))
            }
        }
    }
}
