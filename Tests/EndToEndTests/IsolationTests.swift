// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the isolation of containers from each other.
    @Suite struct Isolation {
        /// Docker's bridge isolates its containers by iptables.
        ///
        /// With the bridge filter off, iptables does not process bridged frames.
        static let separating: [(publisher: Publisher, bridgeFilter: Int)] = Publisher.chosen.flatMap { publisher in
            LabHost.bridgeFilters.filter { publisher.driver == .mdnp || $0 == 1 }.map { (publisher, $0) }
        }

        @Test(arguments: separating) func `without icc containers reach each other's published ports and nothing else`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await publisher.tidily { host in
                try await publisher.network("n", 120, "--opt", "com.docker.network.bridge.enable_icc=false")
                try await host.serve("web", on: "n", publishing: ["8080:80"], listening: [80, 81])
                try await host.container("alice", on: "n")
                let six = try await host.docker("GlobalIPv6Address", of: "web", on: "n")
                try await host.withBridgeFilter(bridgeFilter) {
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .world)
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .container("alice"))
                    try await host.expect("web", at: LabHost.addresses, 8080, from: .container("web"))
                    try await host.expectSilence(at: ["10.120.0.2", "[\(six)]"], 80, 81, from: .container("alice"))
                    #expect(try await host.isCutOff("10.120.0.2", from: "alice"))
                    #expect(try await host.isCutOff(six, from: "alice"))
                }
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `a container with a neighbor's address gets no answer and disturbs no other container`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await whileMalloryPoses(publisher, bridgeFilter) { bob in
                """
                ip address flush dev eth0
                ip address add \(bob.address)/24 dev eth0
                ip address add \(bob.six)/64 dev eth0 nodad
                ip route add default via 10.120.0.1
                busybox arping -q -U -c 2 -I eth0 \(bob.address) || true
                """
            }
        }

        @Test(arguments: Publisher.mdnp, LabHost.bridgeFilters)
        func `a container with a neighbor's MAC address gets no answer and disturbs no other container`(
            publisher: Publisher,
            bridgeFilter: Int
        ) async throws {
            try await whileMalloryPoses(publisher, bridgeFilter) { bob in
                """
                ip link set dev eth0 down
                ip link set dev eth0 address \(bob.mac)
                ip link set dev eth0 up
                ip route replace default via 10.120.0.1
                busybox arping -q -U -c 2 -I eth0 10.120.0.4 || true
                """
            }
        }

        /// Runs the checks of a trio while mallory takes over bob's identity, by a script in mallory's container.
        private func whileMalloryPoses(
            _ publisher: Publisher,
            _ bridgeFilter: Int,
            _ script: (Placement) -> String
        ) async throws {
            try await publisher.tidily { host in
                try await host.withTrio(of: publisher, bridgeFilter) { bob in
                    try await host.succeed(in: .container("mallory"), "sh", "-ec", script(bob))
                }
            }
        }
    }
}

/// A container's addresses on a network, as Docker reports them.
private struct Placement {
    let address: String
    let six: String
    let mac: String
}

extension LabHost {
    /// Runs an attack by mallory next to alice and bob.
    ///
    /// Their traffic must continue, and mallory must get no answer afterwards.
    fileprivate func withTrio(
        of publisher: Publisher,
        _ bridgeFilter: Int,
        _ mischief: (Placement) async throws -> Void
    ) async throws {
        try await publisher.network("n", 120)
        try await serve("alice", on: "n", publishing: ["8081:80"], "--ip", "10.120.0.2")
        try await serve("bob", on: "n", publishing: ["8080:80"], "--ip", "10.120.0.3")
        try await serve("mallory", on: "n", "--ip", "10.120.0.4", "--cap-add", "NET_ADMIN")
        let bob = Placement(
            address: "10.120.0.3",
            six: try await docker("GlobalIPv6Address", of: "bob", on: "n"),
            mac: try await docker("MacAddress", of: "bob", on: "n")
        )
        try await withBridgeFilter(bridgeFilter) {
            try await expect("alice", at: ["10.120.0.2"], 80, from: .container("mallory"))
            try await expect("bob", at: ["10.120.0.3", "[\(bob.six)]"], 80, from: .container("alice"))
            try await mischief(bob)
            // Frames from mallory make the bridge learn, if anything does. Meanwhile, bob is queried.
            let call = try await call("udp:10.120.0.2:80", from: .container("mallory"), to: "/run/mallory")
            for _ in 1...3 {
                try await expect("bob", at: ["10.120.0.3", "[\(bob.six)]"], 80, from: .container("alice"))
                try await expect("bob", at: ["10.120.0.3", "[\(bob.six)]"], 80, from: .host)
                try await expect("bob 198.51.100.2", at: ["198.51.100.1"], 8080, from: .world)
                try await expect("alice", at: ["10.120.0.2"], 80, from: .container("bob"))
            }
            try await succeed("kill", "-KILL", call)
            #expect(try await succeed("cat", "/run/mallory") == "")
            try await expectSilence(at: ["10.120.0.2", "10.120.0.1"], 80, from: .container("mallory"))
            try await expectSilence(at: LabHost.addresses, 8080, 8081, from: .container("mallory"))
        }
    }
}
