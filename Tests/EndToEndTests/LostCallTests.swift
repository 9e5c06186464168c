// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of endpoints that Docker removes without a call, and of endpoints that only appear stale.
    @Suite struct LostCalls {
        private static let webs = ["web": 8091, "own": 8092]

        /// Creates two networks, with Docker's IPAM and with mdnp's, each with a container that publishes a port.
        private func containers(on host: LabHost) async throws {
            try await host.network("n", "--subnet", "10.83.0.0/24")
            try await host.leasingNetwork("m", "--subnet", "10.84.0.0/24")
            try await host.serve("web", on: "n", publishing: ["8091:80"])
            try await host.serve("own", on: "m", publishing: ["8092:80"])
        }

        /// Runs work while mdnp has grace periods of a second, shorter than the test.
        private func withShortGraces(_ host: LabHost, _ work: () async throws -> Void) async throws {
            try await host.stop(.mdnp)
            try await host.start(
                .mdnp,
                "--resync-interval",
                "0.5",
                "--link-returned-grace",
                "1",
                "--not-joined-grace",
                "1"
            )
            try await work()
            try await host.restart(.mdnp)
        }

        private func vethCount(_ host: LabHost) async throws -> Int {
            try await host.links().count { $0.name.hasPrefix("mv") || $0.name.hasPrefix("mc") }
        }

        private func expectAnswers(_ host: LabHost) async throws {
            for (name, port) in Self.webs {
                try await host.expect(name, at: ["127.0.0.1"], port, from: .host)
            }
            #expect(try await host.endpoints() == 2)
            #expect(try await host.pools().map { $0.addresses("held").count } == [2])
        }

        @Test(arguments: Engine.chosen) func `a network whose removal mdnp missed loses its subnet to a new network`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("old", "--subnet", "10.83.0.0/24")
                try await host.container("alice", on: "old")
                try await host.docker("rm", "--force", "alice")
                try await host.whileCallsAreLost { try await host.docker("network", "rm", "old") }
                try await host.network("new", "--subnet", "10.83.0.0/16")
                try await host.container("bob", on: "new", "--ip", "10.83.1.9")
                #expect(try await host.reaches("10.83.0.1", from: "bob"))
                #expect(try await host.succeed("mdnp", "networks").split(separator: "\n").count == 2)
            }
        }

        @Test(arguments: Engine.chosen) func `endpoints, ports and links of a killed engine are removed within seconds`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await containers(on: host)
                try await expectAnswers(host)
                try await host.kill(.engine)
                try await host.start(.engine)
                let start = ContinuousClock.now
                let isGone = try await eventually {
                    let endpoints = try await host.endpoints()
                    let ports = try await host.ports()
                    let veths = try await vethCount(host)
                    return endpoints == 0 && ports.isEmpty && veths == 0
                }
                #expect(isGone, "after \(ContinuousClock.now - start)")
                #expect(try await host.pools().map { $0.addresses("held") } == [["10.84.0.1"]])
                // The removed endpoints do not prevent the containers' next start.
                for name in ["web", "own"] { try await host.docker("start", name) }
                for name in ["web", "own"] { try await host.listens(name) }
                try await expectAnswers(host)
            }
        }

        @Test(arguments: Engine.chosen)
        func `endpoints of a killed engine are removed with Docker's IPAM too, although mdnp gets no call`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.83.0.0/24")
                try await host.serve("web", on: "n", publishing: ["8091:80"])
                try await host.kill(.engine)
                try await host.start(.engine)
                let isGone = try await eventually {
                    let endpoints = try await host.endpoints()
                    let ports = try await host.ports()
                    let veths = try await vethCount(host)
                    return endpoints == 0 && ports.isEmpty && veths == 0
                }
                #expect(isGone)
            }
        }

        @Test(arguments: Engine.chosen) func `a container that is paused keeps its network, its address and its port`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await containers(on: host)
                try await withShortGraces(host) {
                    for name in ["web", "own"] { try await host.docker("pause", name) }
                    try await Task.sleep(for: .seconds(4))
                    #expect(try await host.endpoints() == 2)
                    for name in ["web", "own"] { try await host.docker("unpause", name) }
                    try await expectAnswers(host)
                }
            }
        }

        @Test(arguments: Engine.chosen) func `a container that an engine restores keeps its network, address and port`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.engine)
                try await host.start(.engine, "--live-restore")
                try await containers(on: host)
                try await withShortGraces(host) {
                    try await host.kill(.engine)
                    try await Task.sleep(for: .seconds(4))
                    try await expectAnswers(host)
                    try await host.start(.engine, "--live-restore")
                    try await Task.sleep(for: .seconds(4))
                    try await expectAnswers(host)
                }
                try await host.docker("rm", "--force", "web", "own")
                try await host.restart(.engine)
            }
        }
    }
}
