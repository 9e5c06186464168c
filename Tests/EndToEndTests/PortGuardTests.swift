// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of access that a published port does not grant.
    @Suite struct PortGuard {
        @Test(arguments: Publisher.chosen, LabHost.bridgeFilters)
        func `outsiders and containers cannot reach the host's loopback, even with routes to it`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["127.0.0.1:8080:80", "[::1]:8080:80"])
                try await host.container("alice", on: "n")
                try await host.withBridgeFilter(bridgeFilter) {
                    try await host.whileServing(9000) { _ in
                        try await host.expect("web", at: ["127.0.0.1", "[::1]"], 8080, from: .host)
                        try await host.expect("process", at: ["127.0.0.1", "[::1]"], 9000, from: .host)
                        for (place, gateways) in [
                            (Place.world, ["198.51.100.1", "2001:db8:100::1"]),
                            (.container("alice"), ["10.120.0.1", "fd00:120::1"]),
                        ] {
                            try await host.sendLoopback(of: place, to: gateways)
                            try await host.expectSilence(at: ["127.0.0.1", "[::1]"], 8080, 9000, from: place)
                        }
                    }
                }
            }
        }

        @Test(arguments: Publisher.chosen, LabHost.bridgeFilters)
        func `outsiders with a route to the containers reach none of their ports, published or not`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await host.serve("web", on: "n", publishing: ["8080:80"], listening: [80, 81])
                try await host.succeed(in: .world, "ip", "route", "add", "10.120.0.0/24", "via", "198.51.100.1")
                try await host.succeed(in: .world, "ip", "route", "add", "fd00:120::/64", "via", "2001:db8:100::1")
                let six = try await host.docker("GlobalIPv6Address", of: "web", on: "n")
                try await host.withBridgeFilter(bridgeFilter) {
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                    try await host.expect("web", at: ["10.120.0.2", "[\(six)]"], 81, from: .host)
                    try await host.expectSilence(at: ["10.120.0.2", "[\(six)]"], 80, 81, from: .world)
                    try await host.expectSilence(at: LabHost.addresses, 80, 81, from: .world)
                }
            }
        }

        @Test(arguments: Publisher.chosen)
        func `a container reaches the published ports of another network, and no other ports`(
            publisher: Publisher
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120)
                try await publisher.network("m", 121)
                try await host.serve("web", on: "n", publishing: ["8080:80"], listening: [80, 81])
                try await host.container("stranger", on: "m")
                try await host.container("dockers", on: "bridge")
                let six = try await host.docker("GlobalIPv6Address", of: "web", on: "n")
                for name in ["stranger", "dockers"] {
                    try await host.expect("web", at: ["198.51.100.1"], 8080, from: .container(name))
                    try await host.expectSilence(at: ["10.120.0.2", "[\(six)]"], 80, 81, from: .container(name))
                }
            }
        }
    }
}

extension LabHost {
    /// Makes a place send packets for loopback addresses to a gateway, as an attacker would.
    func sendLoopback(of place: Place, to gateways: [String]) async throws {
        let script = """
            sysctl -qw net.ipv4.conf.all.route_localnet=1
            ip address flush dev lo
            for prefix in 127.0.0.0/8 ::1/128; do
                while ip route delete local $prefix table local 2>/dev/null; do :; done
                while ip -6 route delete local $prefix table local 2>/dev/null; do :; done
            done
            ip route add 127.0.0.1/32 via \(gateways[0])
            ip -6 route add ::1/128 via \(gateways[1])
            """
        try await succeed(try await entry(place) + ["sh", "-ec", script])
    }
}
