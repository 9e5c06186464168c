// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of a host with two uplinks, and of clients behind the one that its default route does not use.
    @Suite struct TwoWaysOut {
        /// The addresses of a client behind the world's link.
        ///
        /// Only a default route matches them.
        private static let clients = ["203.0.113.7", "2001:db8:200::7"]

        private static let routes = """
            ip netns add other
            ip link add uplink1 type veth peer name other0 netns other
            ip address add 192.0.2.1/24 dev uplink1
            ip address add 2001:db8:300::1/64 dev uplink1 nodad
            ip link set uplink1 up
            ip -n other address add 192.0.2.254/24 dev other0
            ip -n other address add 2001:db8:300::fe/64 dev other0 nodad
            ip -n other link set other0 up
            ip route add default via 192.0.2.254
            ip -6 route add default via 2001:db8:300::fe
            ip route add default via 198.51.100.2 metric 2048
            ip -6 route add default via 2001:db8:100::2 metric 2048
            ip -n world address add \(clients[0])/32 dev world0
            ip -n world address add \(clients[1])/128 dev world0 nodad
            """

        /// Expects answers from a port with rules that lead to a container, and from a port that mdnp relays.
        private func expectAnswers(_ host: LabHost, relayed: Bool = true) async throws {
            for (address, client) in zip(LabHost.addresses, Self.clients) {
                try await host.expect("web \(client)", at: [address], 8080, from: .world, as: client)
            }
            guard relayed else { return }
            try await host.expect("old", at: [LabHost.addresses[1]], 8081, from: .world, as: Self.clients[1])
        }

        @Test(arguments: Engine.main.map { Publisher(engine: $0, driver: .mdnp) })
        func `answers leave by the link of the client, also after a restart of mdnp and after the rules are deleted`(
            mainEngine publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await host.succeed("sh", "-ec", Self.routes)
                try await publisher.network("n", 120)
                try await publisher.network("four", "--subnet", "10.121.0.0/24")
                try await host.serve("web", on: "n", publishing: ["8080:80"])
                try await host.serve("old", on: "four", publishing: ["8081:80"])
                try await expectAnswers(host)
                try await host.restart(.mdnp)
                try await expectAnswers(host)
                // Deleted rules and routes are restored within a second.
                try await host.succeed("ip", "rule", "delete", "priority", "1091")
                try await host.succeed("ip", "-6", "route", "flush", "table", "28005")
                try await expectAnswers(host)
                try await host.stop(.mdnp)
                try await expectAnswers(host, relayed: false)
                try await host.start(.mdnp)
                try await host.docker("rm", "--force", "web", "old")
                try await host.docker("network", "rm", "n", "four")
                for family in ["-4", "-6"] {
                    #expect(try await host.succeed("ip", family, "rule").contains("proto 109") == false)
                    #expect(try await host.succeed("ip", family, "route", "show", "table", "all", "proto", "109") == "")
                }
                try await host.succeed("sh", "-c", "ip link delete uplink1; ip netns delete other")
            }
        }
    }
}
