// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of daemons and hosts that stop and start.
    @Suite struct Recovery {
        /// The way in which mdnp stops before its next start.
        enum Interruption: CaseIterable {
            case restarted
            case killed

            func happen(on host: LabHost) async throws {
                switch self {
                case .restarted: try await host.stop(.mdnp)
                case .killed: try await host.kill(.mdnp)
                }
                try await host.start(.mdnp)
            }
        }

        @Test(arguments: Engine.chosen, Interruption.allCases)
        func `mdnp may stop and start between any two commands`(
            engine: Engine,
            interruption: Interruption
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.77.0.0/24")
                try await interruption.happen(on: host)
                try await host.container("alice", on: "n")
                try await interruption.happen(on: host)
                #expect(try await host.reaches("10.77.0.1", from: "alice"))
                try await host.container("bob", on: "n", "--ip", "10.77.0.9")
                #expect(try await host.reaches("10.77.0.9", from: "alice"))
                try await interruption.happen(on: host)
                try await host.docker("stop", "--time", "0", "alice")
                try await interruption.happen(on: host)
                try await host.docker("start", "alice")
                try await interruption.happen(on: host)
                #expect(try await host.reaches("10.77.0.9", from: "alice"))
                #expect(try await host.endpoints() == 2)
                try await host.docker("rm", "--force", "alice", "bob")
                try await interruption.happen(on: host)
                try await host.docker("network", "rm", "n")
            }
        }

        @Test(arguments: Engine.chosen) func `containers reach each other while mdnp is down`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.78.0.0/24")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n", "--ip", "10.78.0.9")
                try await host.kill(.mdnp)
                #expect(try await host.reaches("10.78.0.9", from: "alice"))
                #expect(try await host.reaches("10.78.0.1", from: "alice"))
                try await host.start(.mdnp)
            }
        }

        @Test(arguments: Engine.chosen) func `flushed rules are restored`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.85.0.0/24")
                try await host.container("alice", on: "n")
                try await host.container("bob", on: "n", "--ip", "10.85.0.9")
                try await host.succeed("iptables", "--flush", "DOCKER-USER")
                #expect(try await host.reaches("10.85.0.9", from: "alice"))
                try await host.succeed("nft", "delete", "table", "inet", "mdnp")
                #expect(try await host.reaches("10.85.0.9", from: "alice"))
            }
        }

        @Test(arguments: Engine.chosen) func `a rebooted host has its networks again before Docker starts`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.79.0.0/24", "-o", "bridge=br-lab")
                try await host.container("alice", on: "n", "--restart", "always")
                try await host.container("bob", on: "n", "--ip", "10.79.0.9")
                try await host.reboot()
                try await host.start(.mdnp)
                let bridge = try await host.links().first { $0.name == "br-lab" }
                #expect(bridge?.globalAddresses == ["10.79.0.1/24"])
                try await host.start(.engine)
                try await host.docker("start", "bob")
                #expect(try await host.reaches("10.79.0.1", from: "alice"))
                #expect(try await host.reaches("10.79.0.9", from: "alice"))
                #expect(try await host.endpoints() == 2)
            }
        }

        @Test(arguments: Engine.chosen) func `containers are connected again after a restart of Docker`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.80.0.0/24")
                try await host.container("alice", on: "n", "--restart", "always")
                try await host.restart(.engine)
                #expect(try await host.reaches("10.80.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
            }
        }

        @Test(arguments: Engine.chosen) func `a killed engine leaves no endpoint behind`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.81.0.0/24")
                try await host.container("alice", on: "n", "--ip", "10.81.0.9")
                try await host.kill(.engine)
                try await host.start(.engine)
                try await host.docker("start", "alice")
                #expect(try await host.reaches("10.81.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
            }
        }

        @Test(arguments: Engine.chosen) func `containers keep running while a live-restore engine is killed and starts`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.engine)
                try await host.start(.engine, "--live-restore")
                try await host.network("n", "--subnet", "10.82.0.0/24")
                try await host.container("alice", on: "n")
                let process = try await host.docker("inspect", "--format", "{{.State.Pid}}", "alice")
                try await host.kill(.engine)
                try await host.start(.engine, "--live-restore")
                #expect(try await host.docker("inspect", "--format", "{{.State.Pid}}", "alice") == process)
                #expect(try await host.reaches("10.82.0.1", from: "alice"))
                try await host.docker("rm", "--force", "alice")
                try await host.restart(.engine)
            }
        }
    }
}
