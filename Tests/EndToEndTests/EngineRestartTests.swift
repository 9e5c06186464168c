// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of engines that start while mdnp runs, is down, or starts later.
    @Suite struct EngineRestarts {
        /// The way in which an engine ends.
        enum Ending: CaseIterable {
            case stopped
            case killed

            func happen(on host: LabHost) async throws {
                switch self {
                case .stopped: try await host.stop(.engine)
                case .killed: try await host.kill(.engine)
                }
            }

            /// The time of an engine's start by itself.
            ///
            /// An engine waits ten seconds for each process that a killed engine left running.
            var startTime: Duration {
                switch self {
                case .stopped: .seconds(10)
                case .killed: .seconds(25)
                }
            }
        }

        /// Docker's time limit for a plugin that does not answer.
        ///
        /// The limit applies once for each of some calls at Docker's start.
        private static let timeLimit = Duration.seconds(15)

        @Test(arguments: Engine.chosen, Ending.allCases)
        func `an engine never waits for a running mdnp, and its containers are back with their ports`(
            engine: Engine,
            ending: Ending
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.83.0.0/24")
                try await host.leasingNetwork("m", "--subnet", "10.84.0.0/24")
                try await host.container("alice", on: "n", "--restart", "always", "--publish", "8083:80")
                try await host.container("bob", on: "m", "--restart", "always", "--publish", "8084:80")
                try await host.container("carol", on: "n", "--ip", "10.83.0.9", "--publish", "8085:80")
                let published = Set(try await host.ports().map(\.hostPort))
                try await ending.happen(on: host)
                let start = ContinuousClock.now
                try await host.start(.engine)
                #expect(ContinuousClock.now - start < ending.startTime)
                #expect(try await host.reaches("10.83.0.1", from: "alice"))
                #expect(try await host.reaches("10.84.0.1", from: "bob"))
                try await host.docker("start", "carol")
                #expect(try await host.reaches("10.83.0.9", from: "alice"))
                #expect(try await host.endpoints() == 3)
                #expect(Set(try await host.ports().map(\.hostPort)) == published)
            }
        }

        @Test(arguments: Engine.chosen)
        func `an engine that starts without mdnp waits for its own time limit, and then all works`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.network("n", "--subnet", "10.86.0.0/24")
                try await host.container("alice", on: "n", "--restart", "always", "--publish", "8086:80")
                try await host.stop(.engine)
                try await host.stop(.mdnp)
                let start = ContinuousClock.now
                try await host.start(.engine)
                // One container causes one call.
                #expect(ContinuousClock.now - start < Self.timeLimit + Ending.stopped.startTime)
                try await host.start(.mdnp)
                try await host.docker("start", "alice")
                #expect(try await host.reaches("10.86.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
                #expect(Set(try await host.ports().map(\.hostPort)) == [8086])
            }
        }

        @Test(arguments: Engine.chosen)
        func `a container starts by itself if mdnp starts some seconds after the engine`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.leasingNetwork("n", "--subnet", "10.87.0.0/24")
                try await host.container("alice", on: "n", "--restart", "always", "--publish", "8087:80")
                try await host.kill(.engine)
                try await host.stop(.mdnp)
                async let engineStarts: Void = host.start(.engine)
                try await Task.sleep(for: .seconds(4))
                try await host.start(.mdnp)
                try await engineStarts
                #expect(try await host.reaches("10.87.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
                #expect(try await host.pools().map { $0.addresses("held").count } == [2])
                #expect(Set(try await host.ports().map(\.hostPort)) == [8087])
            }
        }

        @Test(arguments: Engine.chosen)
        func `a restored container keeps its network while both the engine and mdnp are down`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.engine)
                try await host.start(.engine, "--live-restore")
                try await host.network("n", "--subnet", "10.88.0.0/24")
                try await host.container("alice", on: "n", "--publish", "8088:80")
                let process = try await host.docker("inspect", "--format", "{{.State.Pid}}", "alice")
                let pings = ["nsenter", "--net=/proc/\(process)/ns/net", "ping", "-c", "1", "-W", "2", "10.88.0.1"]
                try await host.kill(.engine)
                try await host.kill(.mdnp)
                #expect(try await host.run(pings).status == 0)
                try await host.start(.engine, "--live-restore")
                #expect(try await host.run(pings).status == 0)
                try await host.start(.mdnp)
                #expect(try await host.docker("inspect", "--format", "{{.State.Pid}}", "alice") == process)
                #expect(try await host.reaches("10.88.0.1", from: "alice"))
                #expect(try await host.endpoints() == 1)
                #expect(Set(try await host.ports().map(\.hostPort)) == [8088])
                try await host.docker("rm", "--force", "alice")
                #expect(try await host.endpoints() == 0)
                try await host.restart(.engine)
            }
        }
    }
}
